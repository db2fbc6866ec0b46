package dev.pgtier.migrations;

import dev.pgtier.migrations.clone.CloneTarget;
import dev.pgtier.migrations.database.ConnectionParameters;
import dev.pgtier.migrations.database.ConnectionParameters.Tls;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import java.util.zip.ZipFile;

/** A real server of one version with the tiers' roles; it ends with the JVM. */
public final class ScratchServer {
  private final EmbeddedPostgres server;

  private ScratchServer(EmbeddedPostgres server) {
    this.server = server;
  }

  /** Of the version on the class path. */
  public static ScratchServer newest() {
    return start(builder());
  }

  /** Of version 15, which Debian's pg_dump can read. */
  public static ScratchServer fifteen() {
    byte[] binaries = binaries15();
    return start(
        builder().setPgBinaryResolver((system, machine) -> new ByteArrayInputStream(binaries)));
  }

  public int port() {
    return server.getPort();
  }

  /** Runs each statement by itself, as the superuser. */
  public void run(String database, String... statements) {
    as("postgres", database, statements);
  }

  public void as(String role, String database, String... statements) {
    try (Connection connection = connect(role, database);
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** The first column, as the superuser. */
  public List<String> values(String database, String sql) {
    try (Connection connection = connect("postgres", database);
        Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery(sql)) {
      List<String> values = new ArrayList<>();
      while (rows.next()) {
        values.add(rows.getString(1));
      }
      return values;
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Which of a database's files hold the text, as the server would write them now. */
  public List<String> filesWith(String database, String text) {
    run("postgres", "CHECKPOINT");
    String where =
        values(
                "postgres",
                "SELECT current_setting('data_directory') || '/base/' || oid FROM pg_database WHERE datname = '"
                    + database
                    + "'")
            .get(0);
    try (Stream<Path> files = Files.list(Path.of(where))) {
      List<String> found = new ArrayList<>();
      for (Path file : files.toList()) {
        if (new String(Files.readAllBytes(file), StandardCharsets.ISO_8859_1).contains(text)) {
          found.add(file.getFileName().toString());
        }
      }
      return found;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public boolean exists(String database) {
    return !values("postgres", "SELECT 1 FROM pg_database WHERE datname = '" + database + "'")
        .isEmpty();
  }

  public Connection connect(String role, String database) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:" + port() + "/" + database, role, "");
  }

  public ConnectionParameters parameters(String role, String database) {
    return new ConnectionParameters(
        "127.0.0.1", port(), database, role, Optional.empty(), Tls.DISABLE, Optional.empty());
  }

  /** As {@code cloner}, for the role {@code writer}. */
  public CloneTarget target(String work, Optional<Duration> ttl) {
    return new CloneTarget(parameters("cloner", work), "postgres", "writer", ttl, Optional.empty());
  }

  private static EmbeddedPostgres.Builder builder() {
    return EmbeddedPostgres.builder()
        .setLocaleConfig("locale", "C.UTF-8")
        .setLocaleConfig("encoding", "UTF8")
        .setServerConfig("fsync", "off");
  }

  private static ScratchServer start(EmbeddedPostgres.Builder builder) {
    try {
      ScratchServer started = new ScratchServer(builder.start());
      started.run(
          "postgres",
          "CREATE ROLE writer LOGIN",
          "CREATE ROLE deployer_owner LOGIN",
          "CREATE ROLE cloner LOGIN CREATEDB",
          "GRANT writer, deployer_owner, pg_signal_backend TO cloner");
      return started;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static byte[] binaries15() {
    try (ZipFile jar = new ZipFile(Path.of("target", "postgres-15.jar").toFile());
        InputStream in =
            jar.getInputStream(
                jar.stream().filter(e -> e.getName().endsWith(".txz")).findFirst().orElseThrow())) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
