package dev.pgtier.policies.script;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code -- rows: table min..max}: how many rows of a table the file may change, both ends
 * included.
 *
 * @param line of the comment, from 1
 * @param table with its schema, {@code public} where the comment names none
 */
public record RowRange(int line, String table, long min, long max) {
  private static final Pattern FORM =
      Pattern.compile("([^\\s.]+\\.)?([^\\s.]+)\\s+([0-9]{1,18})(?:\\s*\\.\\.\\s*([0-9]{1,18}))?");

  /** Empty where the text is not {@code table min..max} or {@code table number}. */
  static Optional<RowRange> of(int line, String text) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return Optional.empty();
    }
    String schema = form.group(1) == null ? "public." : form.group(1);
    long min = Long.parseLong(form.group(3));
    long max = form.group(4) == null ? min : Long.parseLong(form.group(4));
    return min <= max
        ? Optional.of(new RowRange(line, schema + form.group(2), min, max))
        : Optional.empty();
  }
}
