package dev.pgtier.parser.lexer;

import java.security.SecureRandom;

/** The 128 secret bits that make a hash unpredictable; the bits are not shown to anyone. */
public final class ShapeKey {
  /**
   * A key that everybody knows, for hashes that stay the same from process to process and decide
   * nothing.
   */
  static final ShapeKey STABLE = new ShapeKey(0, 0);

  private final long first;
  private final long second;

  ShapeKey(long first, long second) {
    this.first = first;
    this.second = second;
  }

  /** Draws a key, as each process does for itself. */
  public static ShapeKey random() {
    SecureRandom random = new SecureRandom();
    return new ShapeKey(random.nextLong(), random.nextLong());
  }

  long first() {
    return first;
  }

  long second() {
    return second;
  }
}
