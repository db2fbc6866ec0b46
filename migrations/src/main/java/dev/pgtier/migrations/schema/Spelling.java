package dev.pgtier.migrations.schema;

import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The server spells one expression in two ways: {@code x IN ('a', 'b')} over a varchar is {@code
 * (ARRAY['a'::character varying, …])::text[]} where it was first written, and {@code
 * ARRAY[('a'::character varying)::text, …]} after a dump was restored. A clone by pg_dump would
 * never equal its production; so the first is spelt as the second.
 */
final class Spelling {
  private static final String LITERAL = "'(?:[^']|'')*+'::character varying(?:\\(\\d+\\))?+";
  private static final Pattern ARRAY =
      Pattern.compile("\\(ARRAY\\[(" + LITERAL + "(?:, " + LITERAL + ")*+)]\\)::text\\[]");
  private static final Pattern ELEMENT = Pattern.compile(LITERAL);

  /** A body is a text of its author; it is compared as it is. */
  private static final Set<String> VERBATIM = Set.of("function", "procedure", "comment");

  private Spelling() {}

  static String settled(String kind, String definition) {
    if (VERBATIM.contains(kind) || !definition.contains("::text[]")) {
      return definition;
    }
    return ARRAY
        .matcher(definition)
        .replaceAll(
            found ->
                Matcher.quoteReplacement(
                    "ARRAY["
                        + ELEMENT
                            .matcher(found.group(1))
                            .replaceAll(
                                one -> Matcher.quoteReplacement("(" + one.group() + ")::text"))
                        + "]"));
  }
}
