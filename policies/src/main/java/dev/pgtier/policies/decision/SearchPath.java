package dev.pgtier.policies.decision;

import dev.pgtier.policies.analysis.SettingUse;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** Reads what a search_path is set to. */
public final class SearchPath {
  /** Where the server cuts a name. */
  private static final int NAME_BYTES = 63;

  private SearchPath() {}

  /**
   * The schemas that {@code use} sets, as {@link SessionFacts} wants them.
   *
   * @param use of the setting search_path
   * @return empty if they are no constants, or not written as PostgreSQL wants a list of names
   */
  public static Optional<List<String>> of(SettingUse use) {
    return switch (use.kind()) {
      // SET takes each string as one name, whatever is in it.
      case SET ->
          use.values().map(values -> values.equals(List.of("")) ? List.<String>of() : values);
      case SET_CONFIG, SET_CONFIG_WITHIN -> use.value().flatMap(SearchPath::split);
      case RESET, RESET_ALL, SHOW, CURRENT_SETTING -> Optional.empty();
    };
  }

  /** Whether a read-only tier may look names up there: never in pg_temp, pg_catalog first. */
  public static boolean harmless(List<String> schemas) {
    for (int i = 0; i < schemas.size(); i++) {
      String schema = schemas.get(i).toLowerCase(Locale.ROOT);
      if (schema.startsWith("pg_temp")
          || (i > 0 && schema.equals("pg_catalog"))
          || schemas.get(i).getBytes(StandardCharsets.UTF_8).length > NAME_BYTES) {
        return false;
      }
    }
    return true;
  }

  /**
   * The schemas that SHOW search_path names. As SplitIdentifierString does: names divided by
   * commas, folded unless they are quoted.
   *
   * @return empty if PostgreSQL would not read it so
   */
  public static Optional<List<String>> split(String text) {
    List<String> names = new ArrayList<>();
    int at = blanks(text, 0);
    if (at == text.length()) {
      return Optional.of(names);
    }
    while (true) {
      int end;
      if (text.charAt(at) == '"') {
        StringBuilder name = new StringBuilder();
        end = quoted(text, at, name);
        if (end < 0) {
          return Optional.empty();
        }
        names.add(name.toString());
      } else {
        end = at;
        while (end < text.length() && text.charAt(end) != ',' && !isBlank(text.charAt(end))) {
          end++;
        }
        if (end == at) {
          return Optional.empty();
        }
        names.add(text.substring(at, end).toLowerCase(Locale.ROOT));
      }
      at = blanks(text, end);
      if (at == text.length()) {
        return Optional.of(names);
      }
      if (text.charAt(at) != ',') {
        return Optional.empty();
      }
      at = blanks(text, at + 1);
      if (at == text.length()) {
        return Optional.empty();
      }
    }
  }

  /** Where the quoted name that begins at {@code at} ends, or -1. */
  private static int quoted(String text, int at, StringBuilder name) {
    for (int i = at + 1; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c != '"') {
        name.append(c);
      } else if (i + 1 < text.length() && text.charAt(i + 1) == '"') {
        name.append(c);
        i++;
      } else {
        return i + 1;
      }
    }
    return -1;
  }

  private static int blanks(String text, int at) {
    int end = at;
    while (end < text.length() && isBlank(text.charAt(end))) {
      end++;
    }
    return end;
  }

  private static boolean isBlank(char c) {
    return c == ' ' || (c >= '\t' && c <= '\r');
  }
}
