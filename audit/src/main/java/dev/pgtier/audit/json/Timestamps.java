package dev.pgtier.audit.json;

import java.nio.charset.StandardCharsets;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;

/**
 * Spells times as {@code 2026-01-02T03:04:05.678901Z}; only a new second costs anything. Belongs to
 * one thread.
 */
public final class Timestamps {
  static final int LENGTH = "2026-01-02T03:04:05.678901Z".length();

  private static final DateTimeFormatter SECOND =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.");
  private static final int MICROS = 6;

  private long second = Long.MIN_VALUE;
  private byte[] spelled = {};

  /** Writes {@link #LENGTH} bytes; a year has four digits. */
  void write(long epochSecond, int nano, byte[] out, int at) {
    if (epochSecond != second) {
      spelled =
          SECOND
              .format(LocalDateTime.ofEpochSecond(epochSecond, 0, ZoneOffset.UTC))
              .getBytes(StandardCharsets.US_ASCII);
      second = epochSecond;
    }
    System.arraycopy(spelled, 0, out, at, spelled.length);
    int end = at + spelled.length + MICROS;
    int micros = nano / 1000;
    for (int i = end - 1; i >= at + spelled.length; i--) {
      out[i] = (byte) ('0' + micros % 10);
      micros /= 10;
    }
    out[end] = 'Z';
  }
}
