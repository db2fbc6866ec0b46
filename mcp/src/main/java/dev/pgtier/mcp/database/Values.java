package dev.pgtier.mcp.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.DecimalNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.math.BigDecimal;
import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.Base64;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PGobject;

/**
 * PostgreSQL's values as JSON. A number is a JSON number where a double, which is all that most
 * readers of JSON have, holds it exactly, and text where it would not.
 */
final class Values {
  private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
  private static final ObjectReader DOCUMENTS =
      JsonMapper.builder()
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build()
          .reader();

  private static final Set<String> NUMBERS =
      Set.of("int2", "int4", "int8", "oid", "numeric", "float4", "float8");
  private static final Pattern NUMBER = Pattern.compile("-?[0-9]{1,40}(\\.[0-9]{1,40})?");
  private static final Pattern TIMESTAMP =
      Pattern.compile("(\\d{4,6}-\\d\\d-\\d\\d) (\\d\\d:\\d\\d:\\d\\d(?:\\.\\d+)?)(.*)");
  private static final Pattern OFFSET = Pattern.compile("([+-]\\d\\d)(:\\d\\d)?");

  private Values() {}

  /**
   * The value of a column of the current row.
   *
   * @param type of {@link Types}, as {@link Columns} says it
   */
  static JsonNode read(ResultSet result, int column, int type) throws SQLException {
    String text = result.getString(column);
    if (text == null) {
      return JSON.nullNode();
    }
    return switch (type) {
      case Types.SMALLINT, Types.INTEGER, Types.BIGINT, Types.NUMERIC, Types.REAL, Types.DOUBLE ->
          number(text);
      case Types.BIT -> bit(text);
      case Types.BINARY ->
          JSON.textNode(Base64.getEncoder().encodeToString(result.getBytes(column)));
      case Types.TIMESTAMP, Types.TIMESTAMP_WITH_TIMEZONE -> JSON.textNode(timestamp(text));
      case Types.ARRAY -> array(result.getArray(column), text);
      case Types.OTHER -> scalar(text, ((PGobject) result.getObject(column)).getType());
      default -> JSON.textNode(text);
    };
  }

  /** The driver has one type for boolean, which comes as t or f, and bit, which is digits. */
  private static JsonNode bit(String text) {
    return text.equals("t") || text.equals("f")
        ? JSON.booleanNode(text.equals("t"))
        : JSON.textNode(text);
  }

  private static JsonNode array(Array array, String text) throws SQLException {
    String type = array.getBaseTypeName();
    return isScalar(type) ? elements((Object[]) array.getArray(), type) : JSON.textNode(text);
  }

  private static JsonNode scalar(String text, String type) {
    if (NUMBERS.contains(type)) {
      return number(text);
    }
    return switch (type) {
      case "json", "jsonb" -> document(text);
      default -> JSON.textNode(text);
    };
  }

  private static boolean isScalar(String type) {
    return NUMBERS.contains(type)
        || Set.of("text", "varchar", "bpchar", "bool", "uuid", "date").contains(type);
  }

  private static ArrayNode elements(Object[] elements, String type) {
    ArrayNode array = JSON.arrayNode();
    for (Object element : elements) {
      if (element == null) {
        array.addNull();
      } else if (element instanceof Object[] nested) {
        array.add(elements(nested, type));
      } else if (element instanceof Boolean flag) {
        array.add(flag);
      } else if (element instanceof BigDecimal number) {
        array.add(number(number.toPlainString()));
      } else {
        array.add(scalar(element.toString(), type));
      }
    }
    return array;
  }

  private static JsonNode number(String text) {
    if (NUMBER.matcher(text).matches()) {
      BigDecimal exact = new BigDecimal(text);
      if (exact.compareTo(new BigDecimal(exact.doubleValue())) == 0
          || exact.compareTo(BigDecimal.valueOf(exact.doubleValue())) == 0) {
        return DecimalNode.valueOf(exact); // the factory would take zeros off
      }
      return JSON.textNode(text);
    }
    try {
      double number = Double.parseDouble(text); // 1e+20 of a float8
      return Double.isFinite(number) ? JSON.numberNode(number) : JSON.textNode(text);
    } catch (NumberFormatException e) {
      return JSON.textNode(text); // Infinity, or a numeric of 50 digits
    }
  }

  /** ISO 8601; what it cannot say, infinity and years before Christ, stays as it is. */
  private static String timestamp(String text) {
    Matcher parts = TIMESTAMP.matcher(text);
    if (!parts.matches()) {
      return text;
    }
    String rest = parts.group(3);
    Matcher offset = OFFSET.matcher(rest);
    if (offset.matches()) {
      rest = rest.equals("+00") ? "Z" : offset.group(2) == null ? rest + ":00" : rest;
    }
    return parts.group(1) + "T" + parts.group(2) + rest;
  }

  private static JsonNode document(String text) {
    try {
      JsonNode document = DOCUMENTS.readTree(text);
      return document.isNumber() ? number(text) : document;
    } catch (JsonProcessingException e) {
      return JSON.textNode(text); // deeper or longer than the reader takes
    }
  }
}
