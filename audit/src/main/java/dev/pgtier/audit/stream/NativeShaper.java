package dev.pgtier.audit.stream;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.time.Instant;
import java.util.List;

/** Each record as it is in the log, so that the receiver can verify the chain. */
final class NativeShaper implements Shaper {
  @Override
  public List<Message> take(Follower.Line line) {
    try {
      JsonNode record = Records.parse(line.text());
      String event = record.path("event").asText();
      boolean alert =
          record.path("verdict").asText().equals("deny") || event.equals("login-failed");
      return List.of(
          new Message(Instant.parse(record.path("time").asText()), event, alert, line.text()));
    } catch (IOException | RuntimeException e) {
      // Damaged after it was written; the receiver gets it as it is.
      return List.of(new Message(Instant.EPOCH, "unreadable", true, line.text()));
    }
  }

  @Override
  public List<Message> overdue() {
    return List.of();
  }

  @Override
  public long done(long taken) {
    return taken;
  }
}
