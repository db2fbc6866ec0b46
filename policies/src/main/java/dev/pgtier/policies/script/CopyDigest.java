package dev.pgtier.policies.script;

import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;

/**
 * The SHA-256 of COPY data that comes in pieces, cut anywhere. A last line <code>\.</code> is not
 * part of the data: psql 17 and older send it, psql 18 does not. One use, one thread.
 */
public final class CopyDigest {
  /** A line feed, then the longest of the marker's spellings. */
  private static final int LONGEST = "\n\\.\r\n".length();

  private final MessageDigest sha256 = TokenDigest.sha256();
  private byte[] held = {};
  private boolean first = true;

  /** Takes the next bytes. */
  public CopyDigest update(byte[] bytes, int offset, int length) {
    byte[] all = Arrays.copyOf(held, held.length + length);
    System.arraycopy(bytes, offset, all, held.length, length);
    int done = Math.max(0, all.length - LONGEST);
    sha256.update(all, 0, done);
    first &= done == 0;
    held = Arrays.copyOfRange(all, done, all.length);
    return this;
  }

  public CopyDigest update(byte[] bytes) {
    return update(bytes, 0, bytes.length);
  }

  /** 64 hexadecimal letters; nothing can be added afterwards. */
  public String finish() {
    sha256.update(held, 0, held.length - marker());
    return HexFormat.of().formatHex(sha256.digest());
  }

  /** How many of the last bytes are the marker. */
  private int marker() {
    for (String spelling : new String[] {"\\.", "\\.\n", "\\.\r\n"}) {
      int start = held.length - spelling.length();
      boolean ends =
          start >= 0
              && new String(
                      held, start, spelling.length(), java.nio.charset.StandardCharsets.ISO_8859_1)
                  .equals(spelling);
      if (ends && (start == 0 ? first : held[start - 1] == '\n')) {
        return spelling.length();
      }
    }
    return 0;
  }
}
