package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.schema.Schema;
import dev.pgtier.migrations.schema.SchemaReader;
import dev.pgtier.policies.deploy.DeployRun.Answer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** What is asked before a file's first statement: the settings it runs by, and the schema. */
final class Preflight {
  /** How many of the statements are before the schema's. */
  private static final int SETTINGS = 3;

  private Preflight() {}

  static List<String> statements(GateOptions options, boolean inBlock) {
    String local = inBlock ? "LOCAL " : "";
    List<String> statements = new ArrayList<>();
    statements.add(setting(local + "lock_timeout", options.lockTimeout()));
    statements.add(setting(local + "statement_timeout", options.statementTimeout()));
    // By which the file's names are found, as when it was validated.
    statements.add("SET %ssearch_path TO DEFAULT".formatted(local));
    statements.addAll(SchemaReader.statements(inBlock));
    return statements;
  }

  private static String setting(String name, Duration value) {
    return "SET %s = '%dms'".formatted(name, value.toMillis());
  }

  /** The fingerprint, where {@link #statements} have run. */
  static String schema(Answer answer) {
    return Schema.of(answer.rows().get(SETTINGS + SchemaReader.ANSWER)).fingerprint();
  }

  /** The fingerprint, where {@link SchemaReader#statements} have run. */
  static String schemaAlone(Answer answer) {
    return Schema.of(answer.rows().get(SchemaReader.ANSWER)).fingerprint();
  }
}
