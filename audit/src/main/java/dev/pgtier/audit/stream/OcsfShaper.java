package dev.pgtier.audit.stream;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.audit.export.Ocsf;
import dev.pgtier.audit.search.Entry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * One event for each statement, when it has ended. One that runs longer than a minute gets an event
 * without its result, and another of the same {@code metadata.uid} when it has ended.
 */
final class OcsfShaper implements Shaper {
  private static final Duration PATIENCE = Duration.ofMinutes(1);
  private static final long MOST_CHARS = 32L << 20;
  private static final int MOST = 50_000;

  private record Waiting(Entry entry, Instant since, boolean told) {}

  private final Ocsf ocsf;
  private final InstantSource clock;
  private final Map<String, Waiting> waiting = new LinkedHashMap<>();
  private long chars;

  OcsfShaper(String version, InstantSource clock) {
    this.ocsf = new Ocsf(version);
    this.clock = clock;
  }

  @Override
  public List<Message> take(Follower.Line line) {
    try {
      JsonNode record = Records.parse(line.text());
      if (record.path("event").asText().equals("outcome")) {
        Waiting decision = remove(record.path("statement").asText());
        return decision == null
            ? List.of()
            : message(Records.with(decision.entry(), Records.ending(record)));
      }
      Entry entry = Records.entry(record, line.text(), null);
      if (!entry.isRunning()) {
        return message(entry);
      }
      put(entry, clock.instant(), false);
      return pressed();
    } catch (IOException | RuntimeException e) {
      // Damaged after it was written; there is no event for what cannot be read.
      return List.of();
    }
  }

  @Override
  public List<Message> overdue() {
    Instant oldest = clock.instant().minus(PATIENCE);
    List<Waiting> late = new ArrayList<>();
    for (Waiting decision : waiting.values()) {
      if (!decision.told() && decision.since().isBefore(oldest)) {
        late.add(decision);
      }
    }
    List<Message> messages = new ArrayList<>();
    for (Waiting decision : late) {
      // It stays, as told, for the event with its result.
      remove(decision.entry().statement());
      put(decision.entry(), decision.since(), true);
      messages.addAll(message(decision.entry()));
    }
    return messages;
  }

  /** What must go because there is no room for it. */
  private List<Message> pressed() {
    List<Message> messages = new ArrayList<>();
    while (waiting.size() > MOST || chars > MOST_CHARS) {
      Waiting decision = waiting.values().iterator().next();
      remove(decision.entry().statement());
      if (!decision.told()) {
        messages.addAll(message(decision.entry()));
      }
    }
    return messages;
  }

  private void put(Entry entry, Instant since, boolean told) {
    if (waiting.put(entry.statement(), new Waiting(entry, since, told)) == null) {
      chars += length(entry);
    }
  }

  private Waiting remove(String statement) {
    Waiting decision = waiting.remove(statement);
    if (decision != null) {
      chars -= length(decision.entry());
    }
    return decision;
  }

  private static long length(Entry entry) {
    return entry.sql() == null ? 0 : entry.sql().length();
  }

  @Override
  public long done(long taken) {
    return waiting.values().stream()
        .filter(decision -> !decision.told())
        .mapToLong(decision -> decision.entry().seq() - 1)
        .reduce(taken, Math::min);
  }

  private List<Message> message(Entry entry) {
    boolean alert = "deny".equals(entry.verdict()) || entry.event().equals("login-failed");
    return ocsf
        .line(entry)
        .map(
            text ->
                new Message(
                    entry.time(), entry.event(), alert, text.getBytes(StandardCharsets.UTF_8)))
        .stream()
        .toList();
  }
}
