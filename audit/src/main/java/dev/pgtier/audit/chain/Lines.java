package dev.pgtier.audit.chain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The lines of a file one after another, as bytes, for readers that do not judge the chain. What
 * follows the last newline is a line that is being written, and is not given.
 */
public final class Lines {
  private static final int BUFFER = 1 << 20;

  private final InputStream in;
  private byte[] buffer = new byte[BUFFER];
  private int filled;
  private int next;
  private int start;
  private int end;
  private long seq;

  public Lines(InputStream in) {
    this.in = in;
  }

  /** Goes to the next line, or answers false where there is none that is whole. */
  public boolean next() throws IOException {
    int looked = next;
    while (true) {
      for (int at = looked; at < filled; at++) {
        if (buffer[at] == '\n') {
          start = next;
          end = at;
          next = at + 1;
          seq = Line.seq(buffer, start, end);
          return true;
        }
      }
      looked = filled - next;
      System.arraycopy(buffer, next, buffer, 0, looked);
      filled = looked;
      next = 0;
      if (filled == buffer.length) {
        buffer = Arrays.copyOf(buffer, Math.multiplyExact(buffer.length, 2));
      }
      int count = in.read(buffer, filled, buffer.length - filled);
      if (count < 0) {
        return false;
      }
      filled += count;
    }
  }

  /** How many bytes stand behind the last whole line; only where there is none any more. */
  public int rest() {
    return filled - next;
  }

  /** The array that the line is in; another one after {@link #next}. */
  public byte[] bytes() {
    return buffer;
  }

  public int start() {
    return start;
  }

  /** Bytes of the line without its newline. */
  public int length() {
    return end - start;
  }

  /** The number of the record, or -1 where the line has not a record's form. */
  public long seq() {
    return seq;
  }

  /** Whether the record's event is {@code event}; only where it has a number. */
  public boolean is(String event) {
    int at = Line.eventAt(buffer, start);
    byte[] wanted = Line.ascii(event + '"');
    return Line.stands(buffer, at, wanted);
  }

  /** The record's hash; only where it has a number. */
  public String hash() {
    return Line.letters(buffer, Line.hashAt(end));
  }

  /** The record's time as it is written; only where it has a number. */
  public String time() {
    int at = Line.eventAt(buffer, start) - Line.EVENT.length - Line.TIME_LETTERS;
    return new String(buffer, at, Line.TIME_LETTERS, StandardCharsets.US_ASCII);
  }
}
