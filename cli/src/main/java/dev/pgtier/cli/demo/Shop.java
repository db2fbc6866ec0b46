package dev.pgtier.cli.demo;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import java.util.function.Consumer;
import org.postgresql.Driver;
import org.postgresql.PGConnection;

/** The shop's two databases, production and its clone, and the roles that the tiers use. */
final class Shop {
  static final String PRODUCTION = "shop_sandbox";
  static final String CLONE = "shop_validate";
  static final String READER = "readonly";
  static final String WRITER = "writer";
  static final String DEPLOYER = "deployer_owner";
  static final String CLONER = "cloner";

  /** {@code invalid_catalog_name}: there is no such database. */
  private static final String MISSING = "3D000";

  private final int port;
  private final UpstreamPasswords passwords;

  Shop(int port, UpstreamPasswords passwords) {
    this.port = port;
    this.passwords = passwords;
  }

  /** Makes roles, production's database, tables and rows on a fresh server. */
  void create() throws SQLException, IOException {
    runScript(PostgresServer.SUPERUSER, "server.sql");
    runScript(PRODUCTION, "shop_sandbox.sql");
  }

  /** Makes the role that makes the clone, where there is none. */
  void prepareClone() throws SQLException, IOException {
    runScript(PostgresServer.SUPERUSER, "cloner.sql");
  }

  /** Gives the roles the passwords of their files, which may be new. */
  void setPasswords() throws SQLException, IOException {
    try (Connection connection = connect(PostgresServer.SUPERUSER)) {
      for (String role : List.of(READER, WRITER, DEPLOYER, CLONER)) {
        // The driver sends a verifier, so that no server log can hold the password.
        connection
            .unwrap(PGConnection.class)
            .alterUserPassword(role, passwords.password(role).toCharArray(), "scram-sha-256");
      }
    }
  }

  /**
   * Moves the dates of the tutorial's orders along with the clock: a folder that was kept for a
   * week still has an order that failed today. Where the user changed the tables so far that this
   * cannot be done, it says so and the dates stay.
   */
  void refreshDates(Consumer<String> progress) throws IOException {
    for (String database : List.of(PRODUCTION, CLONE)) {
      try {
        runScript(database, "dates.sql");
      } catch (SQLException e) {
        if (MISSING.equals(e.getSQLState())) {
          continue; // the clone is made later, with production's dates
        }
        progress.accept(
            "leaving the dates of the orders in %s as they are: %s"
                .formatted(database, e.getMessage()));
      }
    }
  }

  private void runScript(String database, String script) throws SQLException, IOException {
    try (InputStream in = Objects.requireNonNull(Shop.class.getResourceAsStream(script), script);
        Connection connection = connect(database);
        Statement statement = connection.createStatement()) {
      for (String sql : new String(in.readAllBytes(), StandardCharsets.UTF_8).split(";\n", 0)) {
        statement.execute(sql);
      }
    }
  }

  private Connection connect(String database) throws SQLException, IOException {
    Properties properties = new Properties();
    properties.setProperty("user", PostgresServer.SUPERUSER);
    properties.setProperty("password", passwords.password(PostgresServer.SUPERUSER));
    properties.setProperty("connectTimeout", "10");
    properties.setProperty("ApplicationName", "pgtier demo");
    // Nobody waits for a lock that a session of the user's holds.
    properties.setProperty("options", "-c lock_timeout=5s");
    String url = "jdbc:postgresql://%s:%d/%s".formatted(PostgresServer.HOST, port, database);
    return Objects.requireNonNull(new Driver().connect(url, properties));
  }
}
