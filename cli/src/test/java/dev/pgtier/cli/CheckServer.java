package dev.pgtier.cli;

import dev.pgtier.proxy.auth.ScramVerifier;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.zip.ZipFile;
import org.junit.jupiter.api.Assumptions;
import picocli.CommandLine;

/** A real server with a shop, set up by the scripts that ship, and {@code check} of it. */
final class CheckServer implements AutoCloseable {
  static final String PRODUCTION = "shop_sandbox";
  static final String CLONE = "shop_validate";

  private static final Path SETUP = Path.of("..", "policies", "setup");

  private final EmbeddedPostgres server;
  private final Path configuration;

  private CheckServer(EmbeddedPostgres server, Path folder) throws IOException {
    this.server = server;
    this.configuration = configuration(folder, server.getPort());
  }

  /** Writes a configuration of the three shipped tiers over a server on {@code port}. */
  static Path configuration(Path folder, int port) throws IOException {
    Path file = folder.resolve("pgtier.yaml");
    Files.createDirectories(folder.resolve("tiers"));
    for (String tier : List.of("inspect", "validate", "deploy")) {
      Files.copy(
          Path.of("..", "policies", "tiers", tier + ".yaml"),
          folder.resolve("tiers").resolve(tier + ".yaml"));
    }
    Files.writeString(
        file,
        """
        upstreams:
          production: { host: 127.0.0.1, port: %1$d, database: shop_sandbox, user: readonly, password: secret }
          validation: { host: 127.0.0.1, port: %1$d, database: shop_validate, user: writer, password: secret }
          production-deploy: { host: 127.0.0.1, port: %1$d, database: shop_sandbox, user: deployer_owner, password: secret }
        tiers: [tiers/inspect.yaml, tiers/validate.yaml, tiers/deploy.yaml]
        principals:
          - { name: agent, tier: inspect, scram: "%2$s" }
        """
            .formatted(port, verifier()));
    return file;
  }

  /** Of any password. */
  static String verifier() {
    return ScramVerifier.derive("pw").text();
  }

  /** PostgreSQL 15 or 18, with empty databases and no roles but the superuser. */
  static CheckServer start(int version, Path folder) throws IOException, SQLException {
    EmbeddedPostgres.Builder builder =
        EmbeddedPostgres.builder()
            .setLocaleConfig("locale", "C.UTF-8")
            .setLocaleConfig("encoding", "UTF8")
            .setServerConfig("fsync", "off");
    if (version == 15) {
      byte[] binaries = binaries15();
      builder.setPgBinaryResolver((system, machine) -> new ByteArrayInputStream(binaries));
    }
    CheckServer server = new CheckServer(builder.start(), folder);
    server.run("postgres", "CREATE DATABASE " + PRODUCTION);
    return server;
  }

  /** The tables of the tutorial, a clone of them, and the scripts run by psql as a person would. */
  CheckServer setUp() throws Exception {
    run(
        PRODUCTION,
        """
        CREATE TABLE orders (id serial PRIMARY KEY, user_id int, status text, total numeric,
          created_at timestamp DEFAULT now());
        CREATE TABLE order_items (id serial PRIMARY KEY, order_id int REFERENCES orders (id),
          price numeric, qty int);
        CREATE TABLE "Odd ""Name" ("A" int, b int);
        CREATE VIEW paid AS SELECT * FROM orders WHERE status = 'paid';
        CREATE MATERIALIZED VIEW totals AS SELECT sum(total) FROM orders;
        CREATE SEQUENCE tickets;
        CREATE TYPE mood AS ENUM ('good');
        CREATE DOMAIN amount AS int CHECK (VALUE > 0);
        CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql AS 'SELECT 2 * $1';""");
    run("postgres", "CREATE DATABASE " + CLONE + " TEMPLATE " + PRODUCTION);
    psql(PRODUCTION, SETUP.resolve("production.sql"));
    psql(CLONE, SETUP.resolve("validation.sql"));
    return this;
  }

  int port() {
    return server.getPort();
  }

  Path configuration() {
    return configuration;
  }

  /** Runs SQL as the superuser, each statement by itself if there are several texts. */
  void run(String database, String... texts) throws SQLException {
    run("postgres", database, List.of(texts));
  }

  void run(String user, String database, List<String> texts) throws SQLException {
    String url = "jdbc:postgresql://127.0.0.1:%d/%s".formatted(server.getPort(), database);
    try (Connection connection = DriverManager.getConnection(url, user, "secret");
        Statement statement = connection.createStatement()) {
      for (String sql : texts) {
        statement.execute(sql);
      }
    }
  }

  /** Runs a script by psql; the test is skipped where there is none. */
  void psql(String database, Path script) throws Exception {
    Assumptions.assumeTrue(
        new ProcessBuilder("sh", "-c", "command -v psql").start().waitFor() == 0,
        "psql is not installed");
    Process process =
        new ProcessBuilder(
                "psql",
                "-X",
                "-q",
                "-h",
                "127.0.0.1",
                "-p",
                Integer.toString(server.getPort()),
                "-U",
                "postgres",
                "-d",
                database,
                "-f",
                script.toString())
            .redirectErrorStream(true)
            .start();
    String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    if (process.waitFor() != 0 || output.contains("ERROR")) {
      throw new AssertionError(script + ": " + output);
    }
  }

  /**
   * What a run of the command gave.
   *
   * @param exit its exit code
   * @param lines of standard output
   */
  record Checked(int exit, List<String> lines) {
    /** The SQL that it printed, under each finding. */
    List<String> mend() {
      List<String> sql = new ArrayList<>();
      boolean mending = false;
      for (String line : lines) {
        if (line.endsWith("as a superuser in this database:")) {
          mending = true;
        } else if (mending && line.startsWith(" ".repeat(13))) {
          sql.add(line.strip());
        } else {
          mending = false;
        }
      }
      return sql;
    }

    /** The text without its line breaks. */
    String text() {
      return String.join(" ", lines).replaceAll(" +", " ");
    }
  }

  /** {@code pgtier check} of the shop, in this process. */
  Checked check(String... more) {
    return check(configuration, more);
  }

  static Checked check(Path configuration, String... more) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    List<String> words = new ArrayList<>(List.of("--config", configuration.toString()));
    words.addAll(List.of(more));
    int exit = new CommandLine(new CheckCommand(print)).execute(words.toArray(String[]::new));
    return new Checked(exit, out.toString(StandardCharsets.UTF_8).lines().toList());
  }

  @Override
  public void close() throws IOException {
    server.close();
  }

  private static byte[] binaries15() throws IOException {
    try (ZipFile jar = new ZipFile(Path.of("target", "postgres-15.jar").toFile());
        InputStream in =
            jar.getInputStream(
                jar.stream().filter(e -> e.getName().endsWith(".txz")).findFirst().orElseThrow())) {
      return in.readAllBytes();
    }
  }
}
