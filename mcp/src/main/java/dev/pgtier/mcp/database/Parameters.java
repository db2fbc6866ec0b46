package dev.pgtier.mcp.database;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigDecimal;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Types;
import java.util.List;

/**
 * JSON as parameters. Each is sent as text without a type, so that the server gives it the type of
 * its place, as it does to a quoted constant: {@code 24} becomes what {@code make_interval(hours =>
 * $1)} wants. Arrays become arrays, objects become JSON.
 */
final class Parameters {
  private static final int MAX_PLAIN_SCALE = 40;

  private Parameters() {}

  static void bind(PreparedStatement statement, List<JsonNode> values) throws SQLException {
    for (int i = 0; i < values.size(); i++) {
      JsonNode value = values.get(i);
      if (value.isNull() || value.isMissingNode()) {
        statement.setNull(i + 1, Types.OTHER);
      } else {
        statement.setObject(i + 1, text(value), Types.OTHER);
      }
    }
  }

  /** As PostgreSQL would read it from a quoted constant. */
  static String text(JsonNode value) {
    if (value.isArray()) {
      StringBuilder literal = new StringBuilder();
      appendArray(literal, value);
      return literal.toString();
    }
    if (value.isBigDecimal() || value.isBigInteger()) {
      return number(value.decimalValue());
    }
    return value.isObject() ? value.toString() : value.asText();
  }

  /** 1E+1 is a whole number to JSON Schema and none to int4's input. */
  private static String number(BigDecimal number) {
    return Math.abs(number.scale()) <= MAX_PLAIN_SCALE
        ? (number.scale() < 0 ? number.setScale(0) : number).toPlainString()
        : number.toString();
  }

  private static void appendArray(StringBuilder literal, JsonNode array) {
    char before = '{';
    for (JsonNode element : array) {
      literal.append(before);
      before = ',';
      if (element.isArray()) {
        appendArray(literal, element);
      } else if (element.isNull()) {
        literal.append("NULL");
      } else {
        String text = text(element).replace("\\", "\\\\").replace("\"", "\\\"");
        literal.append('"').append(text).append('"');
      }
    }
    literal.append(before == '{' ? "{}" : "}");
  }
}
