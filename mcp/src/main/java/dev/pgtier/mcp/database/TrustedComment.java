package dev.pgtier.mcp.database;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The comment before a statement by which the audit knows who asked for it: {@code /*pgtier {…}*}
 * {@code /}. What stands in it comes from strangers, so neither the end of a comment nor the
 * beginning of another can occur in it.
 */
public final class TrustedComment {
  private static final int MAX_VALUE = 128;
  private static final ObjectWriter WRITER =
      new ObjectMapper().writer().with(JsonWriteFeature.ESCAPE_NON_ASCII);

  private TrustedComment() {}

  /** Ends with a space; each value is cut off at 128 characters. */
  public static String of(Map<String, String> fields) {
    Map<String, String> cut = new LinkedHashMap<>();
    fields.forEach((key, value) -> cut.put(key, cut(value)));
    try {
      String json = WRITER.writeValueAsString(cut);
      // JDBC drivers look for ? too.
      String safe =
          json.replace("*", "\\u002a")
              .replace("/", "\\u002f")
              .replace("?", "\\u003f")
              .replace("\u007f", "\\u007f");
      return "/*pgtier " + safe + "*/ ";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String cut(String value) {
    return value.codePointCount(0, value.length()) > MAX_VALUE
        ? value.substring(0, value.offsetByCodePoints(0, MAX_VALUE))
        : value;
  }
}
