package dev.pgtier.migrations.ledger;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.deser.std.FromStringDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** Records as JSON, read strictly: no field more, none less, no number for a text. */
final class RecordJson {
  private static final List<String> FRAME =
      List.of("v", "seq", "time", "event", "signer", "seal", "prev", "hash");
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
          .addModule(
              new SimpleModule()
                  .addSerializer(Instant.class, ToStringSerializer.instance)
                  .addDeserializer(Instant.class, new Times()))
          .build();

  private RecordJson() {}

  private static final class Times extends FromStringDeserializer<Instant> {
    private static final long serialVersionUID = 1L;

    Times() {
      super(Instant.class);
    }

    @Override
    protected Instant _deserialize(String text, DeserializationContext context) throws IOException {
      try {
        return Instant.parse(text);
      } catch (DateTimeException e) {
        return (Instant) context.handleWeirdStringValue(Instant.class, text, "no time");
      }
    }
  }

  /** The record's fields, each with a comma before it. */
  static String fields(LedgerRecord record) {
    try {
      String object = JSON.writeValueAsString(record);
      return object.length() == 2 ? "" : "," + object.substring(1, object.length() - 1);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("this record is none for the ledger: " + record, e);
    }
  }

  /** A line's object; empty where it is none. */
  static Optional<ObjectNode> object(String line) {
    try {
      return Optional.ofNullable(JSON.readValue(line, ObjectNode.class));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }

  /** The record that a line's object is; empty where its fields are not those of its event. */
  static Optional<LedgerRecord> record(ObjectNode object) {
    Class<? extends LedgerRecord> type = LedgerRecord.EVENTS.get(object.path("event").asText());
    if (type == null) {
      return Optional.empty();
    }
    try {
      return Optional.of(JSON.treeToValue(object.deepCopy().without(FRAME), type));
    } catch (JsonProcessingException e) {
      return Optional.empty();
    }
  }
}
