package dev.pgtier.migrations.validate;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.report.LockMode;
import dev.pgtier.migrations.report.StatementReport.State;
import dev.pgtier.migrations.report.ValidationReport.CheckReport;
import dev.pgtier.policies.Effect;
import dev.pgtier.policies.analysis.TransactionUse;
import dev.pgtier.policies.script.Script;
import dev.pgtier.policies.script.ScriptStatement;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Runs a file in one session and watches. A file without transaction control runs in one
 * transaction, as on production, unless a statement of it cannot; the checks run before the last
 * COMMIT, or at the end where there is none. The first failure ends it.
 */
final class FileRun {
  private static final Set<Effect> MAY_REWRITE = Set.of(Effect.DDL, Effect.MAINTENANCE);

  private final Script script;
  private final ScriptSession session;
  private final Observer observer;
  private final Watcher watcher;
  private final List<StatementRun> runs = new ArrayList<>();
  private final List<StatementRun> open = new ArrayList<>();
  private final Set<Observer.Lock> known = new HashSet<>();
  private final Set<String> looked = new HashSet<>();
  private final Map<Long, Long> files = new HashMap<>();
  private Map<Long, Observer.Relation> relations = Map.of();
  private List<CheckReport> checks = List.of();
  private Optional<String> failure = Optional.empty();
  private boolean inBlock;

  FileRun(Script script, ScriptSession session, Observer observer, Watcher watcher) {
    this.script = script;
    this.session = session;
    this.observer = observer;
    this.watcher = watcher;
    script.statements().forEach(statement -> runs.add(new StatementRun(statement)));
  }

  /** Whether a file is given a BEGIN and a COMMIT around it. */
  static boolean isWrapped(Script script) {
    return script.statements().stream()
        .noneMatch(s -> s.transaction().isPresent() || s.outsideBlock());
  }

  List<StatementRun> statements() {
    return runs;
  }

  List<CheckReport> checks() {
    return checks;
  }

  /** Why it did not come to its end; empty if it did. */
  Optional<String> failure() {
    return failure;
  }

  void run() throws DatabaseException, ValidationException {
    relations = observer.relations();
    relations.forEach((oid, relation) -> files.put(oid, relation.file()));
    boolean wrapped = isWrapped(script);
    try {
      if (wrapped) {
        session.run("BEGIN", Optional.empty());
        inBlock = true;
      }
      int last = lastCommit();
      for (int i = 0; i < runs.size() && failure.isEmpty(); i++) {
        if (i == last) {
          check();
        }
        statement(runs.get(i));
      }
      if (failure.isEmpty() && last < 0) {
        check();
      }
      if (failure.isEmpty() && wrapped) {
        commit();
      }
      // Nothing of an open transaction is to stay; and the statistics are to be seen.
      if (inBlock) {
        session.run("ROLLBACK", Optional.empty());
        released();
        if (failure.isEmpty()) {
          failure = Optional.of("the file ends in an open transaction; its COMMIT is missing");
        }
      }
      session.run("SELECT pg_catalog.pg_stat_force_next_flush()", Optional.empty());
    } catch (SQLException e) {
      throw new ValidationException("the session of the file broke off: " + Failures.words(e), e);
    }
  }

  private int lastCommit() {
    int last = -1;
    for (int i = 0; i < runs.size(); i++) {
      if (runs.get(i).statement.transaction().equals(Optional.of(TransactionUse.Kind.COMMIT))) {
        last = i;
      }
    }
    return last;
  }

  private void check() throws SQLException, ValidationException {
    if (!script.checks().isEmpty()) {
      step("%d checks".formatted(script.checks().size()));
      checks = Checks.run(script.checks(), session, inBlock);
    }
  }

  private void commit() throws SQLException, DatabaseException {
    try {
      session.run("COMMIT", Optional.empty());
    } catch (SQLException e) {
      failure = Optional.of("COMMIT failed: " + Failures.words(e));
    }
    inBlock = false;
    released();
  }

  private void statement(StatementRun run)
      throws SQLException, DatabaseException, ValidationException {
    ScriptStatement statement = run.statement;
    step(
        "statement %d of %d, %s"
            .formatted(statement.number(), runs.size(), statement.analysis().command()));
    boolean alone = !inBlock && statement.transaction().isEmpty();
    long began = System.nanoTime();
    try {
      OptionalLong count = alone ? alone(run) : session.run(statement.text(), statement.data());
      run.done(count, Duration.ofNanos(System.nanoTime() - began));
    } catch (SQLException e) {
      throwIfCancelled();
      run.state = State.FAILED;
      run.took = Duration.ofNanos(System.nanoTime() - began);
      run.failure = Optional.of(Failures.of(e, statement));
      failure = Optional.of("statement %d failed".formatted(statement.number()));
      return;
    }
    follow(statement);
    if (alone) {
      rewritten(run, committedFiles());
    } else if (inBlock && statement.transaction().isEmpty()) {
      open.add(run);
      look(run, began);
    }
  }

  private OptionalLong alone(StatementRun run) throws SQLException, DatabaseException {
    try (LockSampler sampler = LockSampler.start(observer, session.pid())) {
      OptionalLong count = session.run(run.statement.text(), run.statement.data());
      sampler
          .stop()
          .forEach(
              (lock, held) ->
                  name(lock.relation()).ifPresent(table -> run.held(table, lock.mode(), held)));
      return count;
    }
  }

  /** Whether there is a transaction block now, and what ends with the one before. */
  private void follow(ScriptStatement statement) throws DatabaseException {
    if (statement.transaction().isEmpty()) {
      return;
    }
    switch (statement.transaction().get()) {
      case BEGIN -> inBlock = true;
      case COMMIT, ROLLBACK, PREPARE -> {
        inBlock = statement.analysis().transaction().orElseThrow().chain();
        released();
      }
      default -> {}
    }
  }

  private void released() throws DatabaseException {
    long now = System.nanoTime();
    open.forEach(run -> run.released(now));
    open.clear();
    known.clear();
    looked.clear();
    relations = observer.relations();
    relations.forEach((oid, relation) -> files.put(oid, relation.file()));
  }

  /** What it locked and rewrote in its transaction, which still holds it. */
  private void look(StatementRun run, long began) throws SQLException, DatabaseException {
    boolean rewrites = MAY_REWRITE.contains(run.statement.effect());
    // A statement like one before it holds no lock that the transaction has not.
    if (!looked.add(likeness(run.statement)) && !rewrites) {
      return;
    }
    List<Long> exclusive = new ArrayList<>();
    for (Observer.Lock lock : observer.locks(session.pid())) {
      if (lock.mode().stopsReaders()) {
        exclusive.add(lock.relation());
      }
      if (known.add(lock)) {
        name(lock.relation()).ifPresent(table -> run.holds(table, lock.mode(), began));
      }
    }
    exclusive.retainAll(relations.keySet());
    if (rewrites && !exclusive.isEmpty()) {
      rewritten(run, filesOf(exclusive));
    }
  }

  private static String likeness(ScriptStatement statement) {
    return statement.effect() == Effect.WRITE || statement.effect() == Effect.COPY_IN
        ? statement.analysis().command()
            + statement.analysis().relations()
            + statement.analysis().functions()
        : statement.digest();
  }

  /** As the session of the file sees them, before its COMMIT. */
  private Map<Long, Long> filesOf(List<Long> oids) throws SQLException {
    String list = oids.stream().map(String::valueOf).collect(Collectors.joining(", "));
    Map<Long, Long> found = new HashMap<>();
    String sql =
        "SELECT oid, coalesce(pg_catalog.pg_relation_filenode(oid), 0) FROM pg_catalog.pg_class WHERE oid IN ("
            + list
            + ")";
    for (List<String> row : session.rows(sql, oids.size())) {
      found.put(Long.parseLong(row.get(0)), Long.parseLong(row.get(1)));
    }
    return found;
  }

  private Map<Long, Long> committedFiles() throws DatabaseException {
    relations = observer.relations();
    Map<Long, Long> now = new HashMap<>();
    relations.forEach((oid, relation) -> now.put(oid, relation.file()));
    return now;
  }

  private void rewritten(StatementRun run, Map<Long, Long> now) {
    now.forEach(
        (oid, file) -> {
          Long before = files.put(oid, file);
          if (before != null && before != 0 && !before.equals(file)) {
            name(oid).ifPresent(run.rewritten::add);
          }
        });
  }

  private Optional<String> name(long oid) {
    return Optional.ofNullable(relations.get(oid)).map(Observer.Relation::qualified);
  }

  private void step(String what) throws ValidationException {
    throwIfCancelled();
    watcher.step(what);
  }

  private void throwIfCancelled() throws ValidationException {
    if (watcher.cancelled()) {
      throw new ValidationException("the validation was cancelled");
    }
  }

  /** The strongest lock of each table, by its name. */
  static Map<String, LockMode> strongest(List<StatementRun> runs) {
    Map<String, LockMode> strongest = new HashMap<>();
    runs.forEach(
        run ->
            run.report()
                .locks()
                .forEach(
                    lock ->
                        strongest.merge(
                            lock.table(), lock.mode(), (a, b) -> a.compareTo(b) >= 0 ? a : b)));
    return strongest;
  }
}
