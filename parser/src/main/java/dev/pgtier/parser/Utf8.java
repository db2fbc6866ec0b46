package dev.pgtier.parser;

import java.util.OptionalInt;

/**
 * Between a Java string and the UTF-8 that PostgreSQL reads: locations in trees count its bytes.
 */
public final class Utf8 {
  private Utf8() {}

  /**
   * The index into {@code text} of the character that begins at byte {@code offset}.
   *
   * @throws IndexOutOfBoundsException if no character begins there
   */
  public static int charIndex(String text, int offset) {
    int bytes = 0;
    int index = 0;
    while (bytes < offset && index < text.length()) {
      int codePoint = text.codePointAt(index);
      bytes += length(codePoint);
      index += Character.charCount(codePoint);
    }
    if (bytes != offset) {
      throw new IndexOutOfBoundsException("no character begins at byte " + offset);
    }
    return index;
  }

  /**
   * How many bytes {@code text} takes; empty if it has a lone surrogate, which UTF-8 cannot carry.
   */
  public static OptionalInt length(String text) {
    int bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c < 0x80) {
        bytes++;
      } else if (!Character.isSurrogate(c)) {
        bytes += c < 0x800 ? 2 : 3;
      } else if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        bytes += 4;
        i++;
      } else {
        return OptionalInt.empty();
      }
    }
    return OptionalInt.of(bytes);
  }

  private static int length(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    } else if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }
}
