package dev.pgtier.audit.json;

/** Which bytes are one character, by the table of RFC 3629. */
final class Utf8Sequence {
  private Utf8Sequence() {}

  /** The length of the character of two to four bytes that starts here, 0 where none does. */
  static int length(byte[] utf8, int at) {
    int first = utf8[at] & 0xFF;
    int size = first < 0xC2 || first > 0xF4 ? 0 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
    if (size == 0 || at + size > utf8.length) {
      return 0;
    }
    int second = utf8[at + 1] & 0xFF;
    int least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
    int most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
    if (second < least || second > most) {
      return 0;
    }
    for (int i = at + 2; i < at + size; i++) {
      if ((utf8[i] & 0xC0) != 0x80) {
        return 0;
      }
    }
    return size;
  }
}
