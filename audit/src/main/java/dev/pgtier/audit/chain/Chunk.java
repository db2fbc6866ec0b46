package dev.pgtier.audit.chain;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Whole lines out of a file, and the beginning of the next one. */
final class Chunk {
  private final byte[] text;
  private final int length;
  private final byte[] rest;
  private final boolean last;

  private Chunk(byte[] text, int length, byte[] rest, boolean last) {
    this.text = text;
    this.length = length;
    this.rest = rest;
    this.last = last;
  }

  /**
   * Reads about {@code size} bytes, or as many as the next line needs.
   *
   * @param rest what the chunk before left over
   * @param longest bytes of a line, beyond which it is cut to be found faulty
   */
  static Chunk read(InputStream in, byte[] rest, int size, int longest) throws IOException {
    byte[] text = Arrays.copyOf(rest, Math.max(size, rest.length * 2));
    int length = rest.length;
    while (true) {
      int count = in.readNBytes(text, length, text.length - length);
      length += count;
      if (length < text.length) {
        return new Chunk(text, length, new byte[0], true);
      }
      int end = lastLineEnd(text, length);
      if (end > 0) {
        return new Chunk(text, end, Arrays.copyOfRange(text, end, length), false);
      }
      if (length >= longest) {
        return new Chunk(text, length, new byte[0], true);
      }
      text = Arrays.copyOf(text, (int) Math.min(longest, length * 2L));
    }
  }

  /** The beginning of the next line. */
  byte[] rest() {
    return rest;
  }

  /** Whether the file ends here; then there is no rest. */
  boolean last() {
    return last;
  }

  Stretch stretch(long[] asked) {
    return Stretch.read(text, length, asked, Hashes.sha256());
  }

  private static int lastLineEnd(byte[] text, int length) {
    for (int at = length; at > 0; at--) {
      if (text[at - 1] == '\n') {
        return at;
      }
    }
    return 0;
  }
}
