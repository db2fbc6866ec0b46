package dev.pgtier.audit.export;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.Map;

/** JSON in one line; control characters, DEL and C1 too, are escaped, so that it can be shown. */
final class Json {
  static final ObjectMapper MAPPER = new ObjectMapper();

  private Json() {}

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** The text itself where it is no JSON. */
  static JsonNode read(String text) {
    try {
      return MAPPER.readTree(text);
    } catch (JsonProcessingException e) {
      // A record that somebody damaged: its text is what there is.
      return JsonNodeFactory.instance.textNode(text);
    }
  }

  static ArrayNode texts(List<String> texts) {
    ArrayNode array = JsonNodeFactory.instance.arrayNode();
    texts.forEach(array::add);
    return array;
  }

  static ObjectNode texts(Map<String, String> texts) {
    ObjectNode object = object();
    texts.forEach(object::put);
    return object;
  }

  static String line(JsonNode node) {
    StringWriter out = new StringWriter();
    try (JsonGenerator generator = MAPPER.createGenerator(out)) {
      MAPPER.writeTree(generator, node);
    } catch (IOException e) {
      throw new UncheckedIOException("a string takes all that is written", e);
    }
    return escaped(out.toString());
  }

  /** Jackson leaves these as they are; inside of JSON text they stand in strings only. */
  private static String escaped(String json) {
    StringBuilder escaped = null;
    for (int at = 0; at < json.length(); at++) {
      char c = json.charAt(at);
      boolean shown = c < 0x7F || (c > 0x9F && c != '\u2028' && c != '\u2029' && !isBidi(c));
      if (shown && escaped == null) {
        continue;
      }
      if (escaped == null) {
        escaped = new StringBuilder(json.length() + 16).append(json, 0, at);
      }
      if (shown) {
        escaped.append(c);
      } else {
        escaped.append("\\u%04x".formatted((int) c));
      }
    }
    return escaped == null ? json : escaped.toString();
  }

  static boolean isBidi(char c) {
    return (c >= '\u202A' && c <= '\u202E') || (c >= '\u2066' && c <= '\u2069');
  }
}
