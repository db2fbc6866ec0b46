package dev.pgtier.parser;

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

  private static int length(int codePoint) {
    if (codePoint < 0x80) {
      return 1;
    } else if (codePoint < 0x800) {
      return 2;
    }
    return codePoint < 0x10000 ? 3 : 4;
  }
}
