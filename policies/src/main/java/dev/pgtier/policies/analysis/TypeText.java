package dev.pgtier.policies.analysis;

import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads a type that is written in a string. */
final class TypeText {
  /** A name, perhaps with its schema, then a precision and brackets of an array. */
  private static final Pattern PLAIN =
      Pattern.compile(
          "\\s*(?:([a-z_][a-z0-9_]*)\\.)?([a-z_][a-z0-9_]*)\\s*(?:\\([0-9, ]*\\))?\\s*(?:\\[[0-9]*\\])*\\s*");

  /** Spellings of the grammar that are in no catalogue. */
  private static final Pattern SPELLED =
      Pattern.compile(
          "\\s*(double precision|character varying|bit varying|time|timestamp)"
              + "\\s*(\\([0-9]+\\))?\\s*(with(out)? time zone)?\\s*(\\[\\])*\\s*");

  private static final Set<String> SYNONYMS =
      Set.of(
          "int", "integer", "smallint", "bigint", "real", "decimal", "dec", "boolean", "character");

  private TypeText() {}

  /**
   * The type that has to be looked up; empty for one that the grammar itself knows. What is written
   * in another way, or is no constant, becomes a name that no catalogue has.
   */
  static Optional<QualifiedName> read(Optional<String> text) {
    String folded = text.orElse("?").toLowerCase(Locale.ROOT);
    Matcher plain = PLAIN.matcher(folded);
    if (plain.matches()) {
      boolean qualified = plain.group(1) != null;
      return !qualified && SYNONYMS.contains(plain.group(2))
          ? Optional.empty()
          : Optional.of(new QualifiedName(qualified ? plain.group(1) : "", plain.group(2)));
    }
    return SPELLED.matcher(folded).matches()
        ? Optional.empty()
        : Optional.of(QualifiedName.of(folded));
  }
}
