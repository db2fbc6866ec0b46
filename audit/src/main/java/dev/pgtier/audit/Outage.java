package dev.pgtier.audit;

import dev.pgtier.audit.record.LogEvent;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;

/** A time in which nothing can be written, and what must be written when it is over. */
final class Outage {
  private static final DateTimeFormatter TIME =
      DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

  private final Instant from;
  private final AuditUnavailable.Reason reason;
  private final Deque<Entry> kept = new ArrayDeque<>();
  private long refused;

  Outage(Instant from, AuditUnavailable.Reason reason) {
    this.from = from;
    this.reason = reason;
  }

  AuditUnavailable.Reason reason() {
    return reason;
  }

  long refused() {
    return refused;
  }

  /** Keeps what has happened; answers false for anything else, which has failed now. */
  boolean keep(Entry entry) {
    if (entry.hasHappened) {
      kept.add(entry);
      return true;
    }
    refused++;
    return false;
  }

  /** Gives up what is kept. */
  List<Entry> takeKept() {
    List<Entry> all = new ArrayList<>(kept);
    kept.clear();
    return all;
  }

  /** The record about it. */
  LogEvent.Gap gap(Instant to, long refusedBesides, long dropped) {
    return gap(from, to, reason, refused + refusedBesides, dropped);
  }

  static LogEvent.Gap gap(
      Instant from, Instant to, AuditUnavailable.Reason reason, long refused, long dropped) {
    String word = reason.name().toLowerCase(Locale.ROOT).replace('_', '-');
    return new LogEvent.Gap(time(from), time(to), word, refused, dropped);
  }

  static String time(Instant instant) {
    return TIME.format(instant);
  }
}
