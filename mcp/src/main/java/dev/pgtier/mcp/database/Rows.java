package dev.pgtier.mcp.database;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;

/**
 * The rows of an answer as far as they are shown.
 *
 * @param truncated why there are fewer than the statement gave, and what to do; empty for all
 */
public record Rows(ArrayNode rows, Optional<String> truncated) {
  /** Of one answer, in characters of JSON: more than this no agent reads. */
  private static final int MAX_CHARACTERS = 256 << 10;

  private static final int NAME_AND_PUNCTUATION = 6;

  /** Reads on until there are {@code limit} rows or too many characters. */
  static Rows read(ResultSet result, int limit) throws SQLException {
    Columns columns = Columns.of(result.getMetaData());
    ArrayNode rows = JsonNodeFactory.instance.arrayNode();
    long characters = 0;
    while (result.next()) {
      if (rows.size() == limit) {
        return new Rows(
            rows,
            Optional.of(
                "only the first %d rows are shown; narrow the question, or count and aggregate"
                    .formatted(limit)));
      }
      ObjectNode row = rows.objectNode();
      for (int i = 0; i < columns.size(); i++) {
        JsonNode value = Values.read(result, i + 1, columns.types().get(i));
        String name = columns.names().get(i);
        characters += length(value) + name.length() + NAME_AND_PUNCTUATION;
        row.set(name, value);
      }
      if (characters > MAX_CHARACTERS) {
        return new Rows(
            rows,
            Optional.of(
                "only the first %d rows fit in %d KiB; ask for fewer columns or parts of long values"
                    .formatted(rows.size(), MAX_CHARACTERS >> 10)));
      }
      rows.add(row);
    }
    return new Rows(rows, Optional.empty());
  }

  /** {@code rows}, {@code row_count} and, where it is so, {@code truncated}. */
  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.set("rows", rows);
    json.put("row_count", rows.size());
    truncated.ifPresent(why -> json.put("truncated", why));
    return json;
  }

  private static long length(JsonNode value) {
    return value.isContainerNode() ? value.toString().length() : value.asText().length();
  }
}
