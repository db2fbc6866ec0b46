package dev.pgtier.mcp;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.mcp.database.DatabaseOptions;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import org.awaitility.Awaitility;

/**
 * A real server in the proxy's place: to this room both are a host and a port. It is started once
 * and ends with the JVM.
 */
public final class TestDatabase {
  /** Role and password. */
  public static final String AGENT = "agent";

  private static final int CONNECTIONS = 8;
  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static EmbeddedPostgres server;

  private TestDatabase() {}

  public static synchronized DatabaseOptions options() {
    if (server == null) {
      server = start();
      Runtime.getRuntime()
          .addShutdownHook(
              new Thread(
                  () -> {
                    try {
                      server.close();
                    } catch (IOException e) {
                      throw new UncheckedIOException(e);
                    }
                  }));
      execute(
          """
          CREATE ROLE agent LOGIN PASSWORD 'agent';
          GRANT CREATE, USAGE ON SCHEMA public TO agent;
          SET ROLE agent;
          CREATE TABLE orders (id serial PRIMARY KEY, status text, total numeric);
          COMMENT ON TABLE orders IS 'What was bought';
          COMMENT ON COLUMN orders.total IS 'in euro';
          INSERT INTO orders (status, total) VALUES ('paid', 12.50), ('failed', NULL), ('paid', 3);
          CREATE FUNCTION deny() RETURNS void LANGUAGE plpgsql AS $$ BEGIN
            RAISE EXCEPTION USING ERRCODE = '42501', MESSAGE = 'pgtier: tier inspect does not allow write (UPDATE)',
              DETAIL = 'rule: statements.allow; UPDATE writes', HINT = 'Propose a migration on the validate tier instead.'; END $$;
          """);
    }
    return options(server.getPort(), AGENT);
  }

  /** As {@link #options()}, but for whoever listens there, and who asks. */
  public static DatabaseOptions options(int port, String principal) {
    return new DatabaseOptions(
        "127.0.0.1",
        port,
        "postgres",
        principal,
        () -> AGENT,
        Optional.empty(),
        "mcp test",
        CONNECTIONS);
  }

  /** As the superuser. */
  public static void execute(String sql) {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** How many statements of tools run now whose text is like that. */
  public static int running(String like) throws SQLException {
    try (Connection connection = server.getPostgresDatabase().getConnection();
        Statement statement = connection.createStatement();
        ResultSet result =
            statement.executeQuery(
                "SELECT count(*) FROM pg_stat_activity WHERE usename = 'agent' AND state = 'active'"
                    + " AND query LIKE '"
                    + like
                    + "'")) {
      result.next();
      return result.getInt(1);
    }
  }

  /** Waits until so many statements of tools run whose text is like that. */
  public static void await(String like, int wanted) {
    Awaitility.await()
        .atMost(PATIENCE)
        .untilAsserted(() -> assertThat(running(like)).as(like).isEqualTo(wanted));
  }

  private static EmbeddedPostgres start() {
    try {
      return EmbeddedPostgres.builder()
          .setLocaleConfig("locale", "C.UTF-8")
          .setLocaleConfig("encoding", "UTF8")
          .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
