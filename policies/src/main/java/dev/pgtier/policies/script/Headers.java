package dev.pgtier.policies.script;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.analysis.Reading;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.analysis.Trait;
import dev.pgtier.policies.analysis.Unreadable;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What comments say that stand alone on their lines: check, author, rows. */
final class Headers {
  private static final Pattern FORM =
      Pattern.compile(
          "--[ \\t]*(check|author|rows)[ \\t]*:(.*)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  final List<Check> checks = new ArrayList<>();
  final List<RowRange> rows = new ArrayList<>();
  Optional<String> author = Optional.empty();
  private final Function<String, Reading> parser;
  private final Lines lines;
  private final List<ScriptMistake> mistakes;

  Headers(Function<String, Reading> parser, Lines lines, List<ScriptMistake> mistakes) {
    this.parser = parser;
    this.lines = lines;
    this.mistakes = mistakes;
  }

  /** Reads a line comment that begins at this byte and is alone on its line. */
  void comment(String text, int position) {
    Matcher form = FORM.matcher(text);
    if (!form.matches()) {
      return;
    }
    int line = lines.line(position);
    String said = form.group(2).strip();
    switch (form.group(1).toLowerCase(Locale.ROOT)) {
      case "check" -> check(line, position, said);
      case "author" -> author(position, said);
      default ->
          RowRange.of(line, said)
              .ifPresentOrElse(
                  rows::add,
                  () ->
                      mistake(
                          position,
                          "rows are said as: -- rows: schema.table 0..100, smaller first"));
    }
  }

  private void author(int position, String said) {
    if (said.isEmpty()) {
      mistake(position, "no author is named behind \"author:\"");
    } else if (author.isPresent()) {
      mistake(position, "an author is named already");
    } else {
      author = Optional.of(said);
    }
  }

  private void check(int line, int position, String sql) {
    Reading reading = parser.apply(sql);
    if (reading instanceof Unreadable unreadable) {
      mistake(position, "the check cannot be read: " + unreadable.message());
    } else if (reading instanceof dev.pgtier.policies.analysis.Script script) {
      List<StatementAnalysis> statements = script.statements();
      boolean query =
          statements.size() == 1
              && statements.get(0).has(Trait.SELECTS)
              && statements.get(0).effects().keySet().equals(Set.of(Effect.READ));
      if (query) {
        checks.add(new Check(line, sql));
      } else {
        mistake(position, "a check is one query that only reads, on one line");
      }
    } else {
      throw new AssertionError(reading);
    }
  }

  private void mistake(int position, String message) {
    mistakes.add(lines.mistake(position, message));
  }
}
