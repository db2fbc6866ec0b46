package dev.pgtier.audit.record;

import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Objects;
import javax.crypto.Mac;

/** How the values bound to a statement appear in its record. Belongs to one thread. */
public interface ParameterText {
  /** How much a record tells of bound values. */
  enum Choice {
    OMIT,
    HASH,
    PLAIN
  }

  /**
   * The text for a value of Bind, null for NULL.
   *
   * @param value null for NULL
   * @param binary whether it is in the type's binary format
   */
  String of(byte[] value, boolean binary);

  /** {@code hmac-sha256:…}: equal values, sent in the same format, have equal texts. */
  static ParameterText hashed(Mac mac) {
    Objects.requireNonNull(mac);
    return (value, binary) ->
        value == null ? null : "hmac-sha256:" + HexFormat.of().formatHex(mac.doFinal(value));
  }

  /**
   * {@code text:…} or {@code base64:…}; of a value that is longer than {@code most} bytes its
   * beginning, as {@code text[5000]:…} with the whole value's length.
   */
  static ParameterText plain(int most) {
    if (most < 1) {
      throw new IllegalArgumentException("most must be positive, not " + most);
    }
    return (value, binary) -> value == null ? null : spell(value, binary, most);
  }

  private static String spell(byte[] value, boolean binary, int most) {
    int end = Math.min(value.length, most);
    while (!binary && end < value.length && end > 0 && (value[end] & 0xC0) == 0x80) {
      end--;
    }
    String length = end < value.length ? "[" + value.length + "]:" : ":";
    return binary
        ? "base64" + length + base64(value, end)
        : "text" + length + new String(value, 0, end, StandardCharsets.UTF_8);
  }

  private static String base64(byte[] value, int end) {
    byte[] kept = new byte[end];
    System.arraycopy(value, 0, kept, 0, end);
    return Base64.getEncoder().encodeToString(kept);
  }
}
