package dev.pgtier.audit.seal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.Optional;

/**
 * Says that at a time the chain ended in a record with a number and a hash.
 *
 * @param time when it was signed, as records have it
 * @param file the file with that record
 * @param key the id of the key
 */
public record Checkpoint(
    long seq, String hash, String time, String file, String key, SignedLine line) {
  private static final String FORM =
      "{\"v\":1,\"type\":\"checkpoint\",\"seq\":%d,\"hash\":\"%s\",\"time\":\"%s\","
          + "\"file\":\"%s\",\"key\":\"%s\"";

  /** Signs one. */
  public static Checkpoint sign(long seq, String hash, String time, String file, SigningKey key) {
    String text = String.format(Locale.ROOT, FORM, seq, hash, time, file, key.id());
    return new Checkpoint(seq, hash, time, file, key.id(), SignedLine.sign(text, key));
  }

  /** Empty where the line is no checkpoint to the byte; its signature is not looked at. */
  public static Optional<Checkpoint> of(String text) {
    return SignedLine.of(text)
        .flatMap(line -> line.json().map(json -> of(line, json)))
        .filter(Checkpoint::isSpelledRight);
  }

  private static Checkpoint of(SignedLine line, JsonNode json) {
    return new Checkpoint(
        json.path("seq").asLong(-1),
        json.path("hash").asText(),
        json.path("time").asText(),
        json.path("file").asText(),
        json.path("key").asText(),
        line);
  }

  private boolean isSpelledRight() {
    return seq > 0
        && String.format(Locale.ROOT, FORM, seq, hash, time, file, key).equals(line.signed());
  }
}
