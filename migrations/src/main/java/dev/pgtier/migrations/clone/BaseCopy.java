package dev.pgtier.migrations.clone;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Which clone a database is a copy of. It is kept as the database's comment, which is set when
 * masking is complete: a database without it was not finished, or is not ours.
 *
 * @param id a ULID, which the ledger's record of the clone has as well
 * @param made when its source was read
 */
public record BaseCopy(String id, Instant made) {
  private static final String PREFIX = "pgtier clone ";
  private static final ObjectMapper JSON = new ObjectMapper();

  String comment() {
    return PREFIX
        + JsonNodeFactory.instance.objectNode().put("id", id).put("made", made.toString());
  }

  static Optional<BaseCopy> parse(String comment) {
    if (!comment.startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      JsonNode json = JSON.readTree(comment.substring(PREFIX.length()));
      return Optional.of(
          new BaseCopy(
              json.required("id").textValue(), Instant.parse(json.required("made").textValue())));
    } catch (JsonProcessingException | IllegalArgumentException | DateTimeException e) {
      return Optional.empty();
    }
  }

  /** Whether it is older than it may be. */
  public boolean stale(Optional<Duration> ttl, Instant now) {
    return ttl.isPresent() && made.plus(ttl.get()).isBefore(now);
  }
}
