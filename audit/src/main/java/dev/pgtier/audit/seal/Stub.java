package dev.pgtier.audit.seal;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * What stays of a file that retention deleted, so that the chain can be followed from the next one.
 *
 * @param first the number of its first record
 * @param last of its last
 * @param hash of its last
 * @param record the number of the record in the chain that tells of it
 * @param rotations changes of the key that the file told of
 */
public record Stub(
    String file,
    long first,
    long last,
    String hash,
    long record,
    String time,
    List<Rotation> rotations,
    String key,
    SignedLine line) {
  public Stub {
    rotations = List.copyOf(rotations);
  }

  /** Signs one. */
  public static Stub sign(
      String file,
      long first,
      long last,
      String hash,
      long record,
      String time,
      List<Rotation> rotations,
      SigningKey key) {
    String text = text(file, first, last, hash, record, time, rotations, key.id());
    return new Stub(
        file, first, last, hash, record, time, rotations, key.id(), SignedLine.sign(text, key));
  }

  /** Empty where the line is no stub to the byte; its signature is not looked at. */
  public static Optional<Stub> of(String text) {
    return SignedLine.of(text)
        .flatMap(line -> line.json().map(json -> of(line, json)))
        .filter(Stub::isSpelledRight);
  }

  private static Stub of(SignedLine line, JsonNode json) {
    List<Rotation> rotations = new ArrayList<>();
    for (JsonNode rotation : json.path("rotations")) {
      Rotation.of(rotation).ifPresent(rotations::add);
    }
    return new Stub(
        json.path("file").asText(),
        json.path("first").asLong(-1),
        json.path("last").asLong(-1),
        json.path("hash").asText(),
        json.path("record").asLong(-1),
        json.path("time").asText(),
        rotations,
        json.path("key").asText(),
        line);
  }

  private boolean isSpelledRight() {
    return first > 0
        && last >= first
        && text(file, first, last, hash, record, time, rotations, key).equals(line.signed());
  }

  private static String text(
      String file,
      long first,
      long last,
      String hash,
      long record,
      String time,
      List<Rotation> rotations,
      String key) {
    String kept = rotations.stream().map(Rotation::json).collect(Collectors.joining(","));
    return String.format(
        Locale.ROOT,
        "{\"v\":1,\"type\":\"retention\",\"file\":\"%s\",\"first\":%d,\"last\":%d,\"hash\":\"%s\","
            + "\"record\":%d,\"time\":\"%s\",\"rotations\":[%s],\"key\":\"%s\"",
        file,
        first,
        last,
        hash,
        record,
        time,
        kept,
        key);
  }
}
