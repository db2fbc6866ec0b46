package dev.pgtier.proxy.record;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * What a principal with {@code trusted-context} says before a statement: {@code /*pgtier {…}*}
 * {@code /}, an object of texts.
 *
 * @param fields null where there is no such comment
 * @param end how many bytes of the text it takes
 */
record TrustedContext(Map<String, String> fields, int end) {
  static final TrustedContext NONE = new TrustedContext(null, 0);
  private static final byte[] BEGIN = "/*pgtier {".getBytes(StandardCharsets.US_ASCII);
  private static final int LONGEST = 8 << 10;
  private static final int MOST = 32;
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Reads the comment that {@code utf8} begins with; one that is no JSON object is only text. */
  static TrustedContext of(byte[] utf8) {
    int end = end(utf8);
    if (end < 0) {
      return NONE;
    }
    try {
      int from = BEGIN.length - 1;
      JsonNode json = JSON.readTree(utf8, from, end - from);
      if (json == null || !json.isObject() || json.size() > MOST) {
        return NONE;
      }
      Map<String, String> fields = new LinkedHashMap<>();
      json.properties()
          .forEach(
              field ->
                  fields.put(
                      field.getKey(),
                      field.getValue().isTextual()
                          ? field.getValue().textValue()
                          : field.getValue().toString()));
      int next = end + 2;
      while (next < utf8.length && (utf8[next] == ' ' || utf8[next] == '\n')) {
        next++;
      }
      return new TrustedContext(fields, next);
    } catch (JsonProcessingException e) {
      return NONE;
    } catch (IOException e) {
      throw new AssertionError("an array has no input or output", e);
    }
  }

  /** Where the comment's end stands; below zero if there is none near, or one within another. */
  private static int end(byte[] utf8) {
    if (utf8.length < BEGIN.length + 3) {
      return -1;
    }
    for (int i = 0; i < BEGIN.length; i++) {
      if (utf8[i] != BEGIN[i]) {
        return -1;
      }
    }
    int last = Math.min(utf8.length, LONGEST) - 1;
    for (int i = BEGIN.length; i < last; i++) {
      if (utf8[i] == '*' && utf8[i + 1] == '/') {
        return i;
      } else if (utf8[i] == '/' && utf8[i + 1] == '*') {
        // To the server the comment goes on behind the next end: what follows is no statement.
        return -1;
      }
    }
    return -1;
  }
}
