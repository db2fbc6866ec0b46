package dev.pgtier.policies.judge;

import dev.pgtier.parser.lexer.Shape;
import dev.pgtier.parser.lexer.ShapeKey;
import dev.pgtier.parser.lexer.Shaper;

/**
 * The shape of texts, by one pass and without garbage; its 128 bits are keyed per process, since a
 * collision would be a bypass. One thread owns it.
 */
public final class TextShape {
  private static final ShapeKey KEY = ShapeKey.random();

  private final Shaper shaper = new Shaper(KEY);

  /**
   * The shape for people, the same in every process: 16 hexadecimal digits, or null where the text
   * is not even tokens. Never decide by it.
   */
  public static String stable(byte[] utf8, int offset, int length) {
    return Shape.stable(utf8, offset, length);
  }

  /** Whether the text is tokens at all; only then it has a shape. */
  public boolean read(byte[] utf8, int offset, int length) {
    return shaper.read(utf8, offset, length);
  }

  public long high() {
    return shaper.high();
  }

  public long low() {
    return shaper.low();
  }
}
