package dev.pgtier.audit.json;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Map;

/**
 * A buffer that grows, into which one JSON object after the other is written without a blank in it.
 * Strings hold each character as itself but for quote, backslash and control characters; what is no
 * UTF-8 becomes U+FFFD. It is reused by {@link #clear} and belongs to one thread.
 */
public final class JsonBytes {
  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);

  /** The most bytes that one byte or char of a text becomes. */
  private static final int WIDEST = 6;

  private static final int KEPT = 1 << 20;

  private byte[] bytes = new byte[1024];
  private int length;

  /** Forgets what was written; a buffer that one long record made large is given back. */
  public void clear() {
    length = 0;
    if (bytes.length > KEPT) {
      bytes = new byte[1024];
    }
  }

  public int length() {
    return length;
  }

  public byte[] toBytes() {
    return Arrays.copyOf(bytes, length);
  }

  /** A copy of what was written from {@code start} on. */
  public byte[] since(int start) {
    return Arrays.copyOfRange(bytes, start, length);
  }

  /** A field's name as {@link #name} wants it: with comma, quotes and colon. */
  public static byte[] field(String name) {
    return (",\"" + name + "\":").getBytes(StandardCharsets.US_ASCII);
  }

  /** ASCII as it is. */
  public JsonBytes raw(byte[] ascii) {
    reserve(ascii.length);
    System.arraycopy(ascii, 0, bytes, length, ascii.length);
    length += ascii.length;
    return this;
  }

  public JsonBytes raw(char ascii) {
    reserve(1);
    bytes[length++] = (byte) ascii;
    return this;
  }

  /** A name from {@link #field}; at the start of an object its comma is left out. */
  public JsonBytes name(byte[] field) {
    reserve(field.length);
    int from = length > 0 && bytes[length - 1] == '{' ? 1 : 0;
    System.arraycopy(field, from, bytes, length, field.length - from);
    length += field.length - from;
    return this;
  }

  public JsonBytes field(byte[] field, String text) {
    return name(field).text(text);
  }

  public JsonBytes field(byte[] field, long number) {
    return name(field).number(number);
  }

  public JsonBytes field(byte[] field, boolean truth) {
    return name(field).raw(truth ? TRUE : FALSE);
  }

  public JsonBytes field(byte[] field, Utf8 text) {
    return text == null ? name(field).raw(NULL) : name(field).text(text.bytes());
  }

  public JsonBytes field(byte[] field, List<String> texts) {
    name(field);
    if (texts == null) {
      return raw(NULL);
    }
    raw('[');
    for (int i = 0; i < texts.size(); i++) {
      if (i > 0) {
        raw(',');
      }
      text(texts.get(i));
    }
    return raw(']');
  }

  /** An object of texts, in the order of the map. */
  public JsonBytes field(byte[] field, Map<String, String> texts) {
    name(field);
    if (texts == null) {
      return raw(NULL);
    }
    raw('{');
    int start = length;
    for (Map.Entry<String, String> entry : texts.entrySet()) {
      if (length > start) {
        raw(',');
      }
      text(entry.getKey()).raw(':').text(entry.getValue());
    }
    return raw('}');
  }

  public JsonBytes number(long number) {
    reserve(20);
    if (number < 0) {
      return raw(Long.toString(number).getBytes(StandardCharsets.US_ASCII));
    }
    int digits = 1;
    for (long rest = number; rest >= 10; rest /= 10) {
      digits++;
    }
    long rest = number;
    for (int at = length + digits - 1; at >= length; at--) {
      bytes[at] = (byte) ('0' + rest % 10);
      rest /= 10;
    }
    length += digits;
    return this;
  }

  /** A time as {@link Timestamps} spells it, in quotes. */
  public JsonBytes time(Timestamps timestamps, long epochSecond, int nano) {
    reserve(Timestamps.LENGTH + 2);
    bytes[length++] = '"';
    timestamps.write(epochSecond, nano, bytes, length);
    length += Timestamps.LENGTH;
    bytes[length++] = '"';
    return this;
  }

  /** A string, or null. */
  public JsonBytes text(String text) {
    if (text == null) {
      return raw(NULL);
    }
    int chars = text.length();
    raw('"');
    for (int i = plain(text, chars); i < chars; i++) {
      reserve(WIDEST);
      char c = text.charAt(i);
      if (c < 0x80) {
        ascii(c);
      } else if (Character.isSurrogate(c)) {
        boolean pair =
            Character.isHighSurrogate(c)
                && i + 1 < chars
                && Character.isLowSurrogate(text.charAt(i + 1));
        character(pair ? Character.toCodePoint(c, text.charAt(++i)) : 0xFFFD);
      } else {
        character(c);
      }
    }
    return raw('"');
  }

  /** Writes the characters that stand for themselves, to the first that does not; how many. */
  private int plain(String text, int chars) {
    reserve(chars);
    int i = 0;
    while (i < chars && isPlain(text.charAt(i))) {
      bytes[length + i] = (byte) text.charAt(i);
      i++;
    }
    length += i;
    return i;
  }

  private static boolean isPlain(int c) {
    return c >= 0x20 && c < 0x80 && c != '"' && c != '\\';
  }

  /** A string that is given as UTF-8. */
  public JsonBytes text(byte[] utf8) {
    return text(utf8, utf8.length);
  }

  /** A string that is given as the first bytes of {@code utf8}, up to where a character ends. */
  public JsonBytes text(byte[] utf8, int end) {
    raw('"');
    reserve(end);
    int at = 0;
    while (at < end && isPlain(utf8[at])) {
      at++;
    }
    System.arraycopy(utf8, 0, bytes, length, at);
    length += at;
    while (at < end) {
      reserve(WIDEST);
      int c = utf8[at];
      if (c >= 0) {
        ascii(c);
        at++;
        continue;
      }
      int size = Utf8Sequence.length(utf8, at);
      if (size == 0) {
        character(0xFFFD);
        at++;
      } else {
        System.arraycopy(utf8, at, bytes, length, size);
        length += size;
        at += size;
      }
    }
    return raw('"');
  }

  private void ascii(int c) {
    if (isPlain(c)) {
      bytes[length++] = (byte) c;
      return;
    }
    bytes[length++] = '\\';
    int letter =
        switch (c) {
          case '"', '\\' -> c;
          case '\n' -> 'n';
          case '\r' -> 'r';
          case '\t' -> 't';
          case '\b' -> 'b';
          case '\f' -> 'f';
          default -> 'u';
        };
    bytes[length++] = (byte) letter;
    if (letter == 'u') {
      bytes[length++] = '0';
      bytes[length++] = '0';
      bytes[length++] = HEX[c >> 4];
      bytes[length++] = HEX[c & 0xF];
    }
  }

  private void character(int codePoint) {
    if (codePoint < 0x800) {
      bytes[length++] = (byte) (0xC0 | (codePoint >> 6));
    } else if (codePoint < 0x10000) {
      bytes[length++] = (byte) (0xE0 | (codePoint >> 12));
      bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
    } else {
      bytes[length++] = (byte) (0xF0 | (codePoint >> 18));
      bytes[length++] = (byte) (0x80 | ((codePoint >> 12) & 0x3F));
      bytes[length++] = (byte) (0x80 | ((codePoint >> 6) & 0x3F));
    }
    bytes[length++] = (byte) (0x80 | (codePoint & 0x3F));
  }

  private void reserve(int more) {
    if (bytes.length - length < more) {
      bytes = Arrays.copyOf(bytes, Math.max(Math.addExact(length, more), growth()));
    }
  }

  private int growth() {
    return (int) Math.min(bytes.length * 2L, Integer.MAX_VALUE - 8);
  }
}
