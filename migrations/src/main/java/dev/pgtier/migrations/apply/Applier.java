package dev.pgtier.migrations.apply;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.validate.ProxyAccess;
import dev.pgtier.policies.script.Script;
import dev.pgtier.policies.script.ScriptStatement;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;
import org.postgresql.PGConnection;

/** Sends the statements of a file through the proxy, each as it is written. */
public final class Applier {
  private static final String LOCK_NOT_AVAILABLE = "55P03";
  private static final String APPLICATION = "pgtier migration";

  private final ProxyAccess proxy;
  private final String database;
  private final Progress progress;

  /**
   * Connects to nothing yet.
   *
   * @param proxy where it is, and as whom files are applied
   * @param database of production
   */
  public Applier(ProxyAccess proxy, String database, Progress progress) {
    this.proxy = proxy;
    this.database = database;
    this.progress = progress;
  }

  /** Who is told how far it is. */
  public interface Progress {
    /** A statement has run; rows where the server counts them. */
    void ran(ScriptStatement statement, OptionalLong rows);

    /** A lock was not to be had; the file is begun again after {@code pause}. */
    void retries(int attempt, Duration pause);
  }

  /** Where an attempt begins. */
  @FunctionalInterface
  public interface From {
    /** How many statements of the file are safe already. */
    int statement() throws ApplyException;
  }

  /** Says something that runs nothing, by which the gate looks after runs that have broken off. */
  public void knock() throws ApplyException {
    try (Connection connection = proxy.connect(database, APPLICATION);
        Statement jdbc = connection.createStatement()) {
      jdbc.execute("SELECT 1");
    } catch (DatabaseException e) {
      throw new ApplyException("", e.getMessage(), e);
    } catch (SQLException e) {
      throw new ApplyException(e.getSQLState(), e.getMessage(), e);
    }
  }

  /**
   * Runs a file to its end. Where a lock is not to be had in time, so that nothing of a transaction
   * stays, it is begun again, each time after twice the pause.
   *
   * @param from says before each attempt how many statements of the file are safe, so that the
   *     attempt is of the rest
   * @param retries how often at most
   * @param pause before the first of them
   * @throws ApplyException at the first statement that fails or is refused
   */
  public void run(Script script, From from, int retries, Duration pause) throws ApplyException {
    Duration next = pause;
    for (int attempt = 1; ; attempt++) {
      try {
        once(script, from.statement());
        return;
      } catch (ApplyException e) {
        if (attempt > retries || !e.sqlState().equals(LOCK_NOT_AVAILABLE)) {
          throw e;
        }
        progress.retries(attempt, next);
        sleep(next);
        next = next.multipliedBy(2);
      }
    }
  }

  private static void sleep(Duration time) throws ApplyException {
    try {
      Thread.sleep(time.toMillis());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new ApplyException("", "interrupted while it waited for another attempt", e);
    }
  }

  private void once(Script script, int from) throws ApplyException {
    try (Connection connection = proxy.connect(database, APPLICATION)) {
      List<ScriptStatement> statements = script.statements();
      for (ScriptStatement statement : statements.subList(from, statements.size())) {
        OptionalLong rows;
        try {
          rows = run(connection, statement);
        } catch (SQLException e) {
          throw new ApplyException(
              e.getSQLState() == null ? "" : e.getSQLState(),
              "statement %d, line %d: %s"
                  .formatted(statement.number(), statement.line(), e.getMessage()),
              e);
        }
        progress.ran(statement, rows);
      }
    } catch (DatabaseException e) {
      throw new ApplyException("", e.getMessage(), e);
    } catch (SQLException e) {
      throw new ApplyException("", "the session at the proxy did not end: " + e.getMessage(), e);
    }
  }

  private static OptionalLong run(Connection connection, ScriptStatement statement)
      throws SQLException {
    if (statement.data().isPresent()) {
      try {
        return OptionalLong.of(
            connection
                .unwrap(PGConnection.class)
                .getCopyAPI()
                .copyIn(statement.text(), new StringReader(statement.data().get().text())));
      } catch (IOException e) {
        throw new AssertionError("a text is read from memory", e);
      }
    }
    try (Statement jdbc = connection.createStatement()) {
      jdbc.setEscapeProcessing(false);
      boolean rows = jdbc.execute(statement.text());
      long count = rows ? -1 : jdbc.getLargeUpdateCount();
      return count < 0 ? OptionalLong.empty() : OptionalLong.of(count);
    }
  }
}
