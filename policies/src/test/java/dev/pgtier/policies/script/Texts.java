package dev.pgtier.policies.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.parser.PostgresParser;
import dev.pgtier.policies.analysis.Analyzer;
import java.util.List;

/** Splits by a parser of its own. */
final class Texts {
  private static final PostgresParser PARSER = new PostgresParser();

  private Texts() {}

  static synchronized Splitting split(String text) {
    return Script.split(text, sql -> Analyzer.read(PARSER.parse(sql)));
  }

  static Script script(String text) {
    Splitting splitting = split(text);
    assertThat(splitting).as(text).isInstanceOf(Script.class);
    return (Script) splitting;
  }

  static List<String> statements(String text) {
    return script(text).statements().stream().map(ScriptStatement::text).toList();
  }

  static List<String> mistakes(String text) {
    Splitting splitting = split(text);
    assertThat(splitting).as(text).isInstanceOf(Unsplittable.class);
    return ((Unsplittable) splitting).mistakes().stream().map(ScriptMistake::toString).toList();
  }
}
