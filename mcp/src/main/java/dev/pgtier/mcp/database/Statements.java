package dev.pgtier.mcp.database;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/** Runs SQL through the proxy, each call by itself and committed by itself. */
public final class Statements {
  private final Database database;

  public Statements(Database database) {
    this.database = database;
  }

  /**
   * Runs one statement with parameters.
   *
   * @param comment what comes before it
   * @param rows how many of its answer are read
   * @param caller who may give up
   */
  public Rows query(String comment, String sql, List<JsonNode> values, int rows, Cancelling caller)
      throws SqlFailedException {
    String text = comment + sql;
    return attempt(
        text,
        comment.length(),
        caller,
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(text)) {
            statement.setEscapeProcessing(false);
            statement.setMaxRows(rows + 1);
            Parameters.bind(statement, values);
            caller.onCancel(() -> Cancel.keepAsking(connection, statement));
            try (ResultSet result = statement.executeQuery()) {
              return Rows.read(result, rows);
            }
          }
        });
  }

  /**
   * Runs a text as it is, whatever it holds, in one message.
   *
   * @param comment what comes before it
   * @param rows how many of each answer are read
   * @param caller who may give up
   */
  public ScriptResult script(String comment, String sql, int rows, Cancelling caller)
      throws SqlFailedException {
    String text = comment + sql;
    return attempt(
        text,
        comment.length(),
        caller,
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.setMaxRows(rows + 1);
            caller.onCancel(() -> Cancel.keepAsking(connection, statement));
            boolean hasRows = statement.execute(text);
            ScriptResult result = ScriptResult.read(statement, hasRows, rows);
            return result.withOpenTransaction(CleanSession.restore(database, connection));
          } catch (SQLException e) {
            CleanSession.restore(database, connection);
            throw e;
          }
        });
  }

  private <T> T attempt(String text, int offset, Cancelling caller, Database.Work<T> work)
      throws SqlFailedException {
    try {
      return database.use(
          connection -> {
            try {
              return work.run(connection);
            } finally {
              if (caller.cancelled()) {
                // The server may act on it late, and then on somebody else's statement.
                database.discard(connection);
              }
            }
          });
    } catch (SQLException e) {
      throw new SqlFailedException(SqlFailure.of(e, text, offset), e);
    }
  }
}
