package dev.pgtier.migrations.validate;

import dev.pgtier.migrations.report.StatementReport.Failure;
import dev.pgtier.policies.script.ScriptStatement;
import java.sql.SQLException;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** What a server's error says, with its place in the file. */
final class Failures {
  private Failures() {}

  static Failure of(SQLException e, ScriptStatement statement) {
    ServerErrorMessage said = server(e);
    int lines = said == null ? 0 : lines(statement.text(), said.getPosition());
    String hint = said == null || said.getHint() == null ? "" : said.getHint();
    return new Failure(statement.line() + lines, state(e), message(e), hint);
  }

  /** In one line: the words and the SQLSTATE. */
  static String words(SQLException e) {
    return message(e) + " (" + state(e) + ")";
  }

  private static String state(SQLException e) {
    return e.getSQLState() == null ? "" : e.getSQLState();
  }

  private static String message(SQLException e) {
    ServerErrorMessage said = server(e);
    if (said != null && said.getMessage() != null) {
      return said.getMessage();
    }
    return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
  }

  /** Null where the driver itself, not the server, failed. */
  private static ServerErrorMessage server(SQLException e) {
    return e instanceof PSQLException server ? server.getServerErrorMessage() : null;
  }

  /** How many lines of the text end before a position, which counts characters from 1. */
  private static int lines(String text, int position) {
    int end = Math.max(0, Math.min(position - 1, text.codePointCount(0, text.length())));
    return (int)
        text.substring(0, text.offsetByCodePoints(0, end)).chars().filter(c -> c == '\n').count();
  }
}
