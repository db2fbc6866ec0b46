package dev.pgtier.mcp.call;

import com.fasterxml.jackson.databind.JsonNode;

/** Texts that JSON can say and PostgreSQL cannot. */
final class Texts {
  private Texts() {}

  /** Whether any text or key holds U+0000, which ends a string on the wire, or half a pair. */
  static boolean unusable(JsonNode value) {
    if (value.isTextual() && unusable(value.textValue())) {
      return true;
    }
    if (value.isObject()) {
      for (var names = value.fieldNames(); names.hasNext(); ) {
        if (unusable(names.next())) {
          return true;
        }
      }
    }
    for (JsonNode child : value) {
      if (unusable(child)) {
        return true;
      }
    }
    return false;
  }

  private static boolean unusable(String text) {
    return text.codePoints().anyMatch(c -> c == 0 || (c >= 0xD800 && c <= 0xDFFF));
  }
}
