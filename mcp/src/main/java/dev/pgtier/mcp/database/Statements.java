package dev.pgtier.mcp.database;

import com.fasterxml.jackson.databind.JsonNode;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.function.Consumer;

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
   * @param onCancel is told how to cancel it
   */
  public Rows query(
      String comment, String sql, List<JsonNode> values, int rows, Consumer<Runnable> onCancel)
      throws SqlFailedException {
    String text = comment + sql;
    return attempt(
        text,
        comment.length(),
        connection -> {
          try (PreparedStatement statement = connection.prepareStatement(text)) {
            statement.setEscapeProcessing(false);
            statement.setMaxRows(rows + 1);
            Parameters.bind(statement, values);
            onCancel.accept(() -> Cancel.send(statement));
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
   * @param onCancel is told how to cancel it
   */
  public ScriptResult script(String comment, String sql, int rows, Consumer<Runnable> onCancel)
      throws SqlFailedException {
    String text = comment + sql;
    return attempt(
        text,
        comment.length(),
        connection -> {
          try (Statement statement = connection.createStatement()) {
            statement.setEscapeProcessing(false);
            statement.setMaxRows(rows + 1);
            onCancel.accept(() -> Cancel.send(statement));
            boolean hasRows = statement.execute(text);
            ScriptResult result = ScriptResult.read(statement, hasRows, rows);
            return result.withOpenTransaction(CleanSession.restore(database, connection));
          } catch (SQLException e) {
            CleanSession.restore(database, connection);
            throw e;
          }
        });
  }

  private <T> T attempt(String text, int offset, Database.Work<T> work) throws SqlFailedException {
    try {
      return database.use(work);
    } catch (SQLException e) {
      throw new SqlFailedException(SqlFailure.of(e, text, offset), e);
    }
  }
}
