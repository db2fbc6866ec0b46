package dev.pgtier.audit.chain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Optional;

/**
 * The byte rule of a line. An opening brace, {@code "v":1,"seq":N}, the body, {@code
 * ,"prev":"…","hash":"…"}, a closing brace and a newline. The hash is SHA-256 over all bytes before
 * {@code ,"hash"}; what it does not cover is fixed to the byte.
 */
public final class Line {
  static final byte[] START = ascii("{\"v\":1,\"seq\":");
  static final byte[] TIME = ascii(",\"time\":\"");
  static final byte[] EVENT = ascii("\",\"event\":\"");
  static final byte[] PREV = ascii(",\"prev\":\"");
  static final byte[] HASH = ascii("\",\"hash\":\"");
  static final byte[] END = ascii("\"}");

  /** From the comma before {@code "prev"} to the end, without the newline. */
  static final int TAIL = PREV.length + Hashes.LETTERS + HASH.length + Hashes.LETTERS + END.length;

  /** From {@code ,"hash"} to the end, without the newline. */
  static final int UNHASHED = HASH.length - 1 + Hashes.LETTERS + END.length;

  static final int TIME_LETTERS = "2026-01-02T03:04:05.678901Z".length();

  private static final int DIGITS = 18;

  private Line() {}

  /** The bytes that a body gains at most, newline included. */
  public static int overhead() {
    return START.length + DIGITS + 1 + TAIL + 1;
  }

  /**
   * Writes a line.
   *
   * @param body from {@code ,"time"} to before {@code ,"prev"}
   * @param hash the hash before, {@link Hashes#LETTERS} bytes; it becomes the hash of this line
   * @return the index after the newline
   */
  public static int write(
      byte[] out, int at, long seq, byte[] body, byte[] hash, MessageDigest digest) {
    int to = put(out, at, START);
    to = put(out, to, ascii(Long.toString(seq)));
    to = put(out, to, body);
    to = put(out, to, PREV);
    to = put(out, to, hash);
    // The quote that closes prev is hashed, the comma after it is not.
    digest.update(out, at, to - at);
    digest.update((byte) '"');
    Hashes.spell(digest.digest(), hash, 0);
    to = put(out, to, HASH);
    to = put(out, to, hash);
    to = put(out, to, END);
    out[to++] = '\n';
    return to;
  }

  /**
   * What a line says of its place in the chain.
   *
   * @param prev the hash before it, as the line has it
   * @param hash of the line
   */
  public record Link(long seq, String prev, String hash) {}

  /**
   * The link of a line.
   *
   * @param line with its newline or without
   * @return empty where these bytes have not a line's form, or are not those that were hashed
   */
  public static Optional<Link> read(byte[] line, MessageDigest digest) {
    int end = line.length > 0 && line[line.length - 1] == '\n' ? line.length - 1 : line.length;
    long seq = seq(line, 0, end);
    return seq < 0 || !isIntact(line, 0, end, digest)
        ? Optional.empty()
        : Optional.of(new Link(seq, letters(line, prevAt(end)), letters(line, hashAt(end))));
  }

  /** The number of the line, or -1 where these bytes without newline have not the line's form. */
  static long seq(byte[] text, int start, int end) {
    int prev = end - TAIL;
    if (prev < start + START.length
        || !stands(text, start, START)
        || !stands(text, prev, PREV)
        || !stands(text, hashAt(end) - HASH.length, HASH)
        || !stands(text, end - END.length, END)) {
      return -1;
    }
    int at = start + START.length;
    long seq = 0;
    int digits = 0;
    while (at < prev && text[at] >= '0' && text[at] <= '9' && digits <= DIGITS) {
      seq = seq * 10 + text[at] - '0';
      at++;
      digits++;
    }
    boolean number = digits > 0 && digits <= DIGITS && text[start + START.length] != '0';
    int event = at + TIME.length + TIME_LETTERS;
    boolean stamped =
        event + EVENT.length < prev && stands(text, at, TIME) && stands(text, event, EVENT);
    return number && stamped ? seq : -1;
  }

  /** Where the event's name begins in a line with the right form. */
  static int eventAt(byte[] text, int start) {
    int at = start + START.length;
    while (text[at] != ',') {
      at++;
    }
    return at + TIME.length + TIME_LETTERS + EVENT.length;
  }

  /** Whether the hash of a line with the right form is that of its bytes. */
  static boolean isIntact(byte[] text, int start, int end, MessageDigest digest) {
    digest.update(text, start, end - UNHASHED - start);
    return Hashes.spells(text, hashAt(end), digest.digest());
  }

  static int prevAt(int end) {
    return end - TAIL + PREV.length;
  }

  static int hashAt(int end) {
    return end - END.length - Hashes.LETTERS;
  }

  static String letters(byte[] text, int at) {
    return new String(text, at, Hashes.LETTERS, StandardCharsets.US_ASCII);
  }

  static boolean stands(byte[] text, int at, byte[] what) {
    return at >= 0
        && at + what.length <= text.length
        && Arrays.equals(text, at, at + what.length, what, 0, what.length);
  }

  static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  private static int put(byte[] out, int at, byte[] what) {
    System.arraycopy(what, 0, out, at, what.length);
    return at + what.length;
  }
}
