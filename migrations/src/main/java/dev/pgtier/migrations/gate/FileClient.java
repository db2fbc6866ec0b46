package dev.pgtier.migrations.gate;

import dev.pgtier.policies.script.CopyData;
import dev.pgtier.policies.script.Script;
import dev.pgtier.policies.script.ScriptStatement;
import java.io.IOException;
import java.io.StringReader;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import java.util.function.Consumer;
import org.postgresql.PGConnection;

/** A client that sends a file as it is, a statement at a time, as psql does. */
public final class FileClient {
  private FileClient() {}

  /**
   * Runs it to its end or to its first error, after which the connection is of no use.
   *
   * @param connection of the simple query protocol
   * @param progress told of each statement that has ended, in a line
   */
  public static void run(Script script, Connection connection, Consumer<String> progress)
      throws SQLException {
    int all = script.statements().size();
    for (ScriptStatement statement : script.statements()) {
      long rows = run(statement, connection);
      progress.accept(
          "statement %d of %d, %s%s"
              .formatted(
                  statement.number(),
                  all,
                  statement.analysis().command(),
                  rows < 0 ? "" : ": " + rows + (rows == 1 ? " row" : " rows")));
    }
  }

  private static long run(ScriptStatement statement, Connection connection) throws SQLException {
    Optional<CopyData> data = statement.data();
    if (data.isPresent()) {
      try {
        return connection
            .unwrap(PGConnection.class)
            .getCopyAPI()
            .copyIn(statement.text(), new StringReader(data.get().text()));
      } catch (IOException e) {
        throw new AssertionError("a text is read from memory", e);
      }
    }
    try (Statement run = connection.createStatement()) {
      run.setEscapeProcessing(false);
      return run.execute(statement.text()) ? -1 : run.getLargeUpdateCount();
    }
  }
}
