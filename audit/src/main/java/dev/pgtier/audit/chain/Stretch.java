package dev.pgtier.audit.chain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Some whole lines that were looked at by themselves, up to the first fault among them. That they
 * follow what stands before is for whoever joins stretches.
 */
final class Stretch {
  private static final byte[] SPECIAL = Line.ascii(Special.KEY_ROTATED + "\"");

  long lines;
  int goodBytes;
  long firstSeq = -1;
  String firstPrev;
  long lastSeq = -1;
  String lastHash;
  String lastTime;

  /** Null where there is none. */
  Fault.Kind fault;

  /** The number that the faulty line has, or -1. */
  long faultSeq = -1;

  /** Where the name of the last good line's event begins. */
  private int eventAt;

  final List<Special> specials = new ArrayList<>();

  /** The hashes of the records that were asked for, by number. */
  final Map<Long, String> asked = new HashMap<>();

  /**
   * @param asked numbers in ascending order
   */
  static Stretch read(byte[] text, int length, long[] asked, MessageDigest digest) {
    Stretch stretch = new Stretch();
    int start = 0;
    int hashBefore = -1;
    while (start < length && stretch.fault == null) {
      int end = lineEnd(text, start, length);
      if (end < 0) {
        stretch.fault = Fault.Kind.CUT;
        break;
      }
      long seq = Line.seq(text, start, end);
      stretch.fault = stretch.fault(text, start, end, seq, hashBefore, digest);
      if (stretch.fault != null) {
        stretch.faultSeq = seq;
        break;
      }
      stretch.take(text, start, end, seq, asked);
      hashBefore = Line.hashAt(end);
      start = end + 1;
    }
    if (stretch.lines > 0) {
      stretch.lastHash = Line.letters(text, hashBefore);
      stretch.lastTime =
          new String(
              text,
              stretch.eventAt - Line.EVENT.length - Line.TIME_LETTERS,
              Line.TIME_LETTERS,
              StandardCharsets.US_ASCII);
    }
    stretch.goodBytes = start;
    return stretch;
  }

  private Fault.Kind fault(
      byte[] text, int start, int end, long seq, int hashBefore, MessageDigest digest) {
    if (seq < 0) {
      return Fault.Kind.NO_RECORD;
    }
    if (!Line.isIntact(text, start, end, digest)) {
      return Fault.Kind.CHANGED;
    }
    int prev = Line.prevAt(end);
    boolean follows =
        lines == 0
            || (seq == lastSeq + 1
                && Arrays.equals(
                    text,
                    prev,
                    prev + Hashes.LETTERS,
                    text,
                    hashBefore,
                    hashBefore + Hashes.LETTERS));
    return follows ? null : Fault.Kind.NOT_NEXT;
  }

  private void take(byte[] text, int start, int end, long seq, long[] wanted) {
    if (lines == 0) {
      firstSeq = seq;
      firstPrev = Line.letters(text, Line.prevAt(end));
    }
    lines++;
    lastSeq = seq;
    if (Arrays.binarySearch(wanted, seq) >= 0) {
      asked.put(seq, Line.letters(text, Line.hashAt(end)));
    }
    eventAt = Line.eventAt(text, start);
    special(text, start, end, seq);
  }

  private void special(byte[] text, int start, int end, long seq) {
    if (Line.stands(text, eventAt, SPECIAL)) {
      specials.add(
          new Special(
              seq,
              Special.KEY_ROTATED,
              new String(text, start, end - start, StandardCharsets.UTF_8)));
    }
  }

  private static int lineEnd(byte[] text, int start, int length) {
    for (int at = start; at < length; at++) {
      if (text[at] == '\n') {
        return at;
      }
    }
    return -1;
  }
}
