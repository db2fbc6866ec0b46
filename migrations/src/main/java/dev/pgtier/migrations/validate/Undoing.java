package dev.pgtier.migrations.validate;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.report.StatementReport.Failure;
import dev.pgtier.migrations.report.ValidationReport.Rollback;
import dev.pgtier.migrations.schema.Schema;
import dev.pgtier.policies.script.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Runs the file that undoes a migration, and compares what is left with an untouched copy. */
final class Undoing {
  private static final int SHOWN = 5;

  private final MigrationFile file;
  private final Script script;
  private final Map<String, String> checksums = new TreeMap<>();
  private final List<String> problems = new ArrayList<>();

  Undoing(MigrationFile file, Script script) {
    this.file = file;
    this.script = script;
  }

  /** Runs it where the migration has run. */
  void run(Trial trial, Schema before) throws DatabaseException, ValidationException {
    FileRun run = trial.run(script).run();
    for (StatementRun statement : run.statements()) {
      if (statement.failure.isPresent()) {
        Failure failure = statement.failure.get();
        problems.add(
            "%s:%d: %s (%s)"
                .formatted(file.name(), failure.line(), failure.message(), failure.sqlState()));
      }
    }
    if (problems.isEmpty() && run.failure().isPresent()) {
      problems.add(file.name() + ": " + run.failure().get());
    }
    run.checks().stream()
        .filter(check -> check.failure().isPresent())
        .map(c -> "%s:%d: its check fails: %s".formatted(file.name(), c.line(), c.failure().get()))
        .forEach(problems::add);
    List<String> left = before.diff(trial.observer().schema()).lines();
    if (!left.isEmpty()) {
      problems.add(
          "the schema is not as it was: "
              + String.join("; ", left.subList(0, Math.min(SHOWN, left.size())))
              + (left.size() > SHOWN ? "; …" : ""));
    }
    checksums.putAll(checksums(trial));
  }

  /** Compares with a copy in which nothing has run. */
  void compare(Trial untouched) throws DatabaseException {
    Map<String, String> original = checksums(untouched);
    original.forEach(
        (table, checksum) -> {
          String now = checksums.get(table);
          if (now != null && !now.equals(checksum)) {
            problems.add(
                "the rows of %s are not as they were: %s before, %s after"
                    .formatted(table, count(checksum), count(now)));
          }
        });
  }

  Rollback report() {
    return new Rollback(file.name(), file.sha256(), problems);
  }

  private static String count(String checksum) {
    return checksum.substring(0, checksum.indexOf(' ')) + " rows";
  }

  private static Map<String, String> checksums(Trial trial) throws DatabaseException {
    Map<String, String> checksums = new TreeMap<>();
    for (Observer.Relation relation : trial.observer().relations().values()) {
      if (relation.kind() == 'r') {
        checksums.put(relation.qualified(), trial.observer().checksum(relation));
      }
    }
    return checksums;
  }

  static Optional<Undoing> of(Optional<MigrationFile> file, Optional<Script> script) {
    return file.flatMap(text -> script.map(parsed -> new Undoing(text, parsed)));
  }
}
