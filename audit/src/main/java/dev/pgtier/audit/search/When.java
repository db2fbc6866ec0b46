package dev.pgtier.audit.search;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;

/** A time in a filter: fixed, or so long ago, which stays so when a link is opened tomorrow. */
public sealed interface When {
  /** What it means at a moment. */
  Instant at(Instant now);

  /** As it is written in a URL and on the command line. */
  String text();

  /** A moment, in UTC where it names no zone. */
  record Fixed(Instant instant) implements When {
    @Override
    public Instant at(Instant now) {
      return instant;
    }

    @Override
    public String text() {
      return instant.toString();
    }
  }

  /** Before now. */
  record Ago(Duration duration) implements When {
    @Override
    public Instant at(Instant now) {
      return now.minus(duration);
    }

    @Override
    public String text() {
      return Durations.print(duration);
    }
  }

  /**
   * Reads {@code 2026-01-02T03:04:05Z}, {@code 2026-01-02T03:04}, {@code 2026-01-02}, or {@code
   * 15m} for so long ago.
   */
  static When parse(String key, String text) throws FilterException {
    String trimmed = text.strip();
    try {
      if (trimmed.length() < "2026-01-02".length() || trimmed.charAt(4) != '-') {
        return new Ago(Durations.parse(key, trimmed));
      }
      return new Fixed(instant(trimmed));
    } catch (DateTimeException | FilterException e) {
      throw new FilterException(
          ("%s: \"%s\" is no time; write 2026-01-02T03:04:05Z, 2026-01-02, or 15m for 15 minutes"
                  + " ago")
              .formatted(key, text),
          e);
    }
  }

  private static Instant instant(String text) {
    if (text.length() == "2026-01-02".length()) {
      return LocalDate.parse(text).atStartOfDay(ZoneOffset.UTC).toInstant();
    }
    String joined = text.replace(' ', 'T');
    boolean zoned = joined.endsWith("Z") || joined.indexOf('+') > 0 || joined.lastIndexOf('-') > 9;
    return zoned
        ? OffsetDateTime.parse(joined).toInstant()
        : LocalDateTime.parse(joined).toInstant(ZoneOffset.UTC);
  }
}
