package dev.pgtier.cli.story;

import java.net.InetSocketAddress;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** A principal's way to a database: a driver that connects to the proxy. */
final class Sql {
  private final InetSocketAddress proxy;
  private final String principal;
  private final String database;

  Sql(InetSocketAddress proxy, String principal, String database) {
    this.proxy = proxy;
    this.principal = principal;
    this.database = database;
  }

  String url() {
    return "jdbc:postgresql://%s:%d/%s".formatted(proxy.getHostString(), proxy.getPort(), database);
  }

  String principal() {
    return principal;
  }

  InetSocketAddress address() {
    return proxy;
  }

  String database() {
    return database;
  }

  private Connection connect() throws SQLException {
    Properties properties = new Properties();
    properties.setProperty("user", principal);
    // As everywhere in the demo.
    properties.setProperty("password", principal);
    properties.setProperty("ApplicationName", "story");
    properties.setProperty("preferQueryMode", "simple");
    return DriverManager.getConnection(url(), properties);
  }

  /** The first column of the first row of each result, or how it was refused. */
  String run(String sql) throws SQLException {
    try (Connection connection = connect();
        Statement statement = connection.createStatement()) {
      List<String> answers = new ArrayList<>();
      boolean rows = statement.execute(sql);
      while (rows || statement.getUpdateCount() >= 0) {
        if (rows) {
          try (ResultSet result = statement.getResultSet()) {
            answers.add(result.next() ? String.valueOf(result.getString(1)) : "no row");
          }
        } else {
          answers.add(statement.getUpdateCount() + " rows changed");
        }
        rows = statement.getMoreResults();
      }
      return String.join(", ", answers);
    } catch (PSQLException e) {
      return refusal(e);
    }
  }

  private static String refusal(PSQLException e) {
    ServerErrorMessage error = e.getServerErrorMessage();
    if (error == null) {
      return "failed: " + e.getMessage();
    }
    String detail = error.getDetail() == null ? "" : error.getDetail();
    String rule = detail.startsWith("rule: ") ? detail.substring(6).split("[;, ]", 2)[0] : "";
    return "refused %s %s".formatted(error.getSQLState(), rule).strip();
  }
}
