package dev.pgtier.mcp.database;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/**
 * Why the proxy or the server did not run a statement, by its parts.
 *
 * @param rule which rule of the tier denied it; empty for errors of the server
 * @param line in the text that was run, counted from 1
 */
public record SqlFailure(
    String sqlState,
    String reason,
    Optional<String> rule,
    Optional<String> detail,
    Optional<String> hint,
    Optional<Integer> line) {
  /** How every refusal of the proxy's begins. */
  private static final String PROXY = "pgtier: ";

  /** How the detail of one names the rule, and says more. */
  private static final Pattern RULE =
      Pattern.compile("(?:rule: )?([A-Za-z0-9.-]+)(?:; (.*))?", Pattern.DOTALL);

  /** too_many_connections, as the server would say it. */
  private static final String BUSY = "53300";

  /** How the states of a refused log-in begin. */
  private static final String LOGIN = "28";

  private static final String NO_PROXY =
      "The proxy should be there, and is not. A person has to start it (pgtier serve), or to mend"
          + " proxy.listen in the configuration of this MCP server.";
  private static final String NO_LOGIN =
      "That is how this MCP server logs in at the proxy. A person has to mend principal and password"
          + " of its entry below mcp in its configuration.";

  private static final String UNKNOWN = "XX000";
  private static final Pattern LINE_END = Pattern.compile("\r\n|\r|\n");

  /**
   * Takes an exception apart.
   *
   * @param sql the text that was sent
   * @param offset how many characters of it were not the caller's
   */
  static SqlFailure of(SQLException e, String sql, int offset) {
    Optional<ServerErrorMessage> server = server(e);
    if (e instanceof SQLTransientConnectionException && e.getCause() == null) {
      return new SqlFailure(
          BUSY,
          "all connections of this MCP server are in use",
          Optional.empty(),
          Optional.empty(),
          Optional.of("Try again in a moment."),
          Optional.empty());
    }
    if (server.isEmpty()) {
      return new SqlFailure(
          state(e),
          plain(e),
          Optional.empty(),
          Optional.empty(),
          Optional.of(NO_PROXY).filter(hint -> e instanceof NoConnectionException),
          Optional.empty());
    }
    ServerErrorMessage message = server.get();
    String reason = String.valueOf(message.getMessage());
    Optional<String> detail = Optional.ofNullable(message.getDetail());
    Optional<Matcher> denial =
        detail.filter(text -> reason.startsWith(PROXY)).map(RULE::matcher).filter(Matcher::matches);
    return new SqlFailure(
        state(e),
        reason,
        denial.map(parts -> parts.group(1)),
        denial.isPresent() ? denial.map(parts -> parts.group(2)) : detail,
        Optional.ofNullable(message.getHint())
            .or(
                () ->
                    Optional.of(NO_LOGIN)
                        .filter(hint -> e instanceof NoConnectionException)
                        .filter(hint -> state(e).startsWith(LOGIN))),
        line(sql, offset, message.getPosition()));
  }

  /** The same as text for an agent. */
  public String text() {
    StringBuilder text = new StringBuilder("ERROR ").append(sqlState).append(": ").append(reason);
    line.ifPresent(number -> text.append(" (line ").append(number).append(')'));
    rule.ifPresent(value -> text.append("\nRule: ").append(value));
    detail.ifPresent(value -> text.append("\nDetail: ").append(value));
    hint.ifPresent(value -> text.append("\nHint: ").append(value));
    return text.toString();
  }

  public ObjectNode toJson() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("sqlstate", sqlState);
    json.put("reason", reason);
    rule.ifPresent(value -> json.put("rule", value));
    detail.ifPresent(value -> json.put("detail", value));
    hint.ifPresent(value -> json.put("hint", value));
    line.ifPresent(value -> json.put("line", value));
    return json;
  }

  private static Optional<ServerErrorMessage> server(Throwable e) {
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof PSQLException psql && psql.getServerErrorMessage() != null) {
        return Optional.of(psql.getServerErrorMessage());
      }
    }
    return Optional.empty();
  }

  private static String state(Throwable e) {
    String state = UNKNOWN;
    for (Throwable cause = e; cause != null; cause = cause.getCause()) {
      if (cause instanceof SQLException sql && sql.getSQLState() != null) {
        state = sql.getSQLState();
      }
    }
    return state;
  }

  private static String plain(SQLException e) {
    SQLException said = e instanceof NoConnectionException ? e : root(e);
    return String.valueOf(said.getMessage());
  }

  /** The deepest one: the pool wraps what the last attempt to connect met. */
  static SQLException root(SQLException e) {
    SQLException root = e;
    while (root.getCause() instanceof SQLException deeper) {
      root = deeper;
    }
    return root;
  }

  private static Optional<Integer> line(String sql, int offset, int position) {
    if (position <= offset || position > sql.length()) {
      return Optional.empty();
    }
    String before = sql.substring(offset, position - 1);
    return Optional.of((int) LINE_END.matcher(before).results().count() + 1);
  }
}
