package dev.pgtier.migrations.validate;

import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.report.ValidationReport.Finding;
import dev.pgtier.migrations.report.ValidationReport.Level;
import dev.pgtier.migrations.report.ValidationReport.LockUse;
import dev.pgtier.policies.Effect;
import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.SettingUse;
import dev.pgtier.policies.analysis.TransactionUse;
import dev.pgtier.policies.lint.Lint;
import dev.pgtier.policies.script.Script;
import dev.pgtier.policies.script.ScriptStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * What to know before approving: the rules of single statements weighed by the tables' sizes, what
 * was seen in the run, and what the file as a whole lacks.
 */
final class Findings {
  private static final long LARGE_ROWS = 100_000;
  private static final long LARGE_BYTES = 64L << 20;
  private static final Duration LONG = Duration.ofSeconds(1);

  private final Function<String, List<Lint>> lint;
  private final Map<Long, Observer.Relation> relations;
  private final boolean lockTimeoutPinned;
  private final List<Finding> found = new ArrayList<>();

  Findings(
      Function<String, List<Lint>> lint,
      Map<Long, Observer.Relation> relations,
      boolean lockTimeoutPinned) {
    this.lint = lint;
    this.relations = relations;
    this.lockTimeoutPinned = lockTimeoutPinned;
  }

  List<Finding> of(MigrationFile file, Script script, List<StatementRun> runs) {
    Set<QualifiedName> made = new HashSet<>();
    for (StatementRun run : runs) {
      ScriptStatement statement = run.statement;
      for (Lint one : lint.apply(statement.text())) {
        // What the file itself has made, nobody else uses yet.
        if (one.relation().filter(made::contains).isEmpty()) {
          weigh(one, statement.line());
        }
      }
      if (statement.analysis().command().startsWith("CREATE TABLE")) {
        statement.analysis().relations().stream()
            .filter(use -> use.written())
            .forEach(use -> made.add(use.name()));
      }
      seen(run);
    }
    whole(file, script, runs);
    found.sort(Comparator.comparing(Finding::level).reversed().thenComparing(Finding::line));
    return found;
  }

  private void weigh(Lint one, int line) {
    Optional<Observer.Relation> table = one.relation().flatMap(this::relation);
    if (one.relation().isEmpty()) {
      add(Level.WARNING, one.rule(), line, one.why(), one.instead());
    } else if (table.filter(Findings::isLarge).isPresent()) {
      String size = " (%s has %s)".formatted(table.get().qualified(), size(table.get()));
      add(Level.WARNING, one.rule(), line, one.why() + size, one.instead());
    } else {
      add(
          Level.NOTE,
          one.rule(),
          line,
          one.why() + table.map(t -> "; " + t.qualified() + " is small").orElse(""),
          one.instead());
    }
  }

  private void seen(StatementRun run) {
    int line = run.statement.line();
    for (String table : run.rewritten) {
      if (!run.statement.analysis().command().equals("TRUNCATE")) {
        boolean large = byName(table).filter(Findings::isLarge).isPresent();
        add(
            large ? Level.WARNING : Level.NOTE,
            "table.rewritten",
            line,
            "%s was written anew%s".formatted(table, sizeOf(table)),
            "See that nobody needs the table for so long, or choose a way that does not rewrite it");
      }
    }
    for (LockUse lock : run.report().locks()) {
      boolean large = byName(lock.table()).filter(Findings::isLarge).isPresent();
      boolean lasting = lock.held().compareTo(LONG) > 0;
      if (lock.mode().stopsWriters() && (large || lasting)) {
        add(
            Level.WARNING,
            "lock." + lock.mode().name().toLowerCase(Locale.ROOT).replace('_', '-'),
            line,
            "%s was locked in %s mode for %s%s; meanwhile nobody can %s it"
                .formatted(
                    lock.table(),
                    lock.mode().words(),
                    seconds(lock.held()),
                    sizeOf(lock.table()),
                    lock.mode().stopsReaders() ? "read" : "write to"),
            "Put it into a short transaction of its own, with nothing slow behind it");
      }
    }
  }

  private void whole(MigrationFile file, Script script, List<StatementRun> runs) {
    boolean sets =
        script.statements().stream()
            .flatMap(s -> s.analysis().settings().stream())
            .filter(SettingUse::changes)
            .anyMatch(s -> s.name().equals(Optional.of("lock_timeout")));
    boolean locks =
        runs.stream()
            .flatMap(r -> r.report().locks().stream())
            .anyMatch(l -> l.mode().stopsWriters());
    if (locks && !sets && !lockTimeoutPinned) {
      add(
          Level.WARNING,
          "lock.no-timeout",
          0,
          "while it waits for its lock, everybody behind it waits as well, and there is no"
              + " lock_timeout to end that",
          "SET lock_timeout at the top of the file, or pin it in the deploy tier");
    }
    if (!Atomicity.of(script)) {
      boolean outside = script.statements().stream().anyMatch(ScriptStatement::outsideBlock);
      add(
          outside ? Level.NOTE : Level.WARNING,
          outside ? "transaction.outside" : "transaction.several",
          0,
          outside
              ? "a statement of it cannot run in a transaction: if it breaks off, what was done stays"
              : "it is not one transaction: if it breaks off, what was committed before stays",
          "See that it can be run again from where it broke off, and keep such statements in files"
              + " of their own");
    }
    script.statements().stream()
        .filter(s -> Atomicity.is(s, TransactionUse.Kind.ROLLBACK))
        .forEach(
            s ->
                add(
                    Level.WARNING,
                    "transaction.rollback-inside",
                    s.line(),
                    "ROLLBACK in the file undoes what stands before it, always",
                    "Leave out what is undone"));
    boolean writes =
        script.statements().stream()
            .anyMatch(s -> s.effect() == Effect.WRITE || s.effect() == Effect.COPY_IN);
    if (writes && script.checks().isEmpty()) {
      add(
          Level.NOTE,
          "check.none",
          0,
          "it changes rows, and no check says whether they are right",
          "Add a line -- check: SELECT …, which must return no row, or true");
    }
    if (file.rollback().isEmpty()) {
      add(
          Level.NOTE,
          "rollback.none",
          0,
          "there is no file that undoes it",
          "Write " + MigrationFile.rollbackName(file.name()) + "; it is tried here as well");
    }
  }

  private Optional<Observer.Relation> relation(QualifiedName name) {
    return relations.values().stream()
        .filter(r -> r.name().equals(name.name()))
        .filter(r -> !name.qualified() || r.schema().equals(name.schema()))
        .max(Comparator.comparing(Observer.Relation::bytes));
  }

  private Optional<Observer.Relation> byName(String table) {
    return relations.values().stream().filter(r -> r.qualified().equals(table)).findFirst();
  }

  private String sizeOf(String table) {
    return byName(table).filter(Findings::isLarge).map(t -> " (" + size(t) + ")").orElse("");
  }

  private static boolean isLarge(Observer.Relation table) {
    return table.rows() >= LARGE_ROWS || table.bytes() >= LARGE_BYTES;
  }

  private static String size(Observer.Relation table) {
    return String.format(Locale.ROOT, "about %,d rows, %,d MiB", table.rows(), table.bytes() >> 20);
  }

  private static String seconds(Duration time) {
    return String.format(Locale.ROOT, "%.1f s", time.toMillis() / 1000.0);
  }

  private void add(Level level, String rule, int line, String why, String instead) {
    found.add(new Finding(level, rule, line, why, instead));
  }
}
