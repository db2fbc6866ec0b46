package dev.pgtier.migrations.validate;

import dev.pgtier.migrations.clone.FreshDatabase;
import dev.pgtier.migrations.clone.FreshDatabases;
import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.report.ValidationReport.TableRows;
import dev.pgtier.policies.script.Script;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** A fresh database in which files run, each in a session of its own. */
final class Trial implements AutoCloseable {
  private final FreshDatabase database;
  private final Observer observer;
  private final ProxyAccess proxy;
  private final Watcher watcher;
  private Map<Long, TableRows> written = Map.of();

  private Trial(FreshDatabase database, Observer observer, ProxyAccess proxy, Watcher watcher) {
    this.database = database;
    this.observer = observer;
    this.proxy = proxy;
    this.watcher = watcher;
  }

  static Trial open(FreshDatabases databases, ProxyAccess proxy, Watcher watcher)
      throws DatabaseException {
    watcher.step("a fresh copy of the clone");
    FreshDatabase database = databases.create();
    try {
      return new Trial(database, Observer.open(database), proxy, watcher);
    } catch (DatabaseException | RuntimeException e) {
      try {
        database.close();
      } catch (DatabaseException left) {
        e.addSuppressed(left);
      }
      throw e;
    }
  }

  FreshDatabase database() {
    return database;
  }

  Observer observer() {
    return observer;
  }

  /**
   * A file that ran.
   *
   * @param rows what it changed, without the tables that it did not
   */
  record Ran(FileRun run, List<TableRows> rows) {}

  Ran run(Script script) throws DatabaseException, ValidationException {
    FileRun run;
    try (ScriptSession session = ScriptSession.open(proxy, database.name(), watcher)) {
      run = new FileRun(script, session, observer, watcher);
      run.run();
    }
    Map<Long, TableRows> now = observer.written(observer.relations());
    List<TableRows> rows = new ArrayList<>();
    now.forEach(
        (oid, table) -> {
          TableRows before = written.getOrDefault(oid, new TableRows(table.table(), 0, 0, 0));
          TableRows change =
              new TableRows(
                  table.table(),
                  table.inserted() - before.inserted(),
                  table.updated() - before.updated(),
                  table.deleted() - before.deleted());
          if (change.changed() != 0) {
            rows.add(change);
          }
        });
    written = now;
    return new Ran(run, rows);
  }

  @Override
  public void close() throws DatabaseException {
    try (database) {
      observer.close();
    }
  }
}
