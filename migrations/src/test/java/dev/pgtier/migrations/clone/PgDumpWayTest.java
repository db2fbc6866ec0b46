package dev.pgtier.migrations.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.migrations.ScratchServer;
import dev.pgtier.migrations.database.ConnectionParameters;
import dev.pgtier.migrations.masking.Mask;
import dev.pgtier.migrations.masking.MaskRule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PgDumpWayTest {
  private static final String PASSWORD = "pass 'word\\ with ünïcödé";
  private static ScratchServer server;

  @TempDir private Path temp;
  private final List<String> steps = new ArrayList<>();

  @BeforeAll
  static void start() {
    Assumptions.assumeTrue(
        PgTools.onThisMachine().stream().anyMatch(tools -> tools.major() == 15),
        "pg_dump 15 is not installed");
    server = ScratchServer.fifteen();
    server.run(
        "postgres",
        "CREATE ROLE reader LOGIN PASSWORD '" + PASSWORD.replace("'", "''") + "'",
        "GRANT pg_read_all_data TO reader",
        "CREATE DATABASE production OWNER deployer_owner",
        "ALTER DATABASE production SET lock_timeout = '7s'",
        "ALTER DATABASE production SET log_statement = 'all'");
    server.as(
        "deployer_owner",
        "production",
        "CREATE TABLE customers (id int PRIMARY KEY, email text UNIQUE)",
        "CREATE TABLE orders (id serial PRIMARY KEY, customer text REFERENCES customers (email))",
        "INSERT INTO customers SELECT i, 'zqsecret' || i FROM generate_series(1, 2000) i",
        "INSERT INTO orders (customer) SELECT 'zqsecret' || i FROM generate_series(1, 500) i",
        "CREATE FUNCTION mine() RETURNS name LANGUAGE sql SECURITY DEFINER AS 'SELECT current_user'",
        "CREATE MATERIALIZED VIEW view AS SELECT email FROM customers",
        "ANALYZE");
  }

  @Test
  void aDatabaseInUseIsCopiedMaskedAndHandedOver() throws Exception {
    try (var busy = server.connect("deployer_owner", "production")) {
      CloneReport report = run("whole", reader(), PgTools.onThisMachine());
      assertThat(busy.isValid(1)).isTrue();
      assertThat(report.masked()).hasSize(2).allMatch(column -> column.after() == column.rows());
    }
    String work = "whole_validate";
    assertThat(server.filesWith("production", "zqsecret")).isNotEmpty();
    assertThat(server.filesWith(work, "zqsecret")).isEmpty();
    assertThat(
            server.values(work, "SELECT count(*) FROM orders JOIN customers ON customer = email"))
        .containsExactly("500");
    assertThat(server.values(work, "SHOW lock_timeout")).containsExactly("7s");
    assertThat(steps)
        .contains(
            "production's setting log_statement is not in the clone: the clone's role may not set it");
    assertThat(server.values(work, "SELECT mine()")).containsExactly("writer");
    assertThat(
            server.values(work, "SELECT reltuples::int FROM pg_class WHERE relname = 'customers'"))
        .containsExactly("2000");
    server.as("writer", work, "ALTER TABLE orders ADD COLUMN x int", "DROP FUNCTION mine()");
    assertThat(steps)
        .anyMatch(step -> step.matches("dumping 2 tables, \\d+ MiB, by pg_dump 15 with 2 jobs"));
    assertThat(remains()).isEmpty();
  }

  @Test
  void aDumpThatFailsSaysWhyAndLeavesNothing() {
    server.run("postgres", "CREATE ROLE blind LOGIN");
    assertThatThrownBy(
            () -> run("blind", server.parameters("blind", "production"), PgTools.onThisMachine()))
        .isInstanceOf(CloneException.class)
        .hasMessageContaining("pg_dump failed (exit code 1)")
        .hasMessageContaining("permission denied for table");
    assertThat(databases("blind")).isEmpty();
    assertThat(remains()).isEmpty();
  }

  @Test
  void aRestoreThatFailsSaysWhyAndLeavesNothing() throws Exception {
    server.run("postgres", "CREATE DATABASE odd", "ALTER DATABASE odd OWNER TO deployer_owner");
    server.run("odd", "CREATE FUNCTION odd() RETURNS int LANGUAGE internal STRICT AS 'int4pl'");
    assertThatThrownBy(
            () -> run("odd", server.parameters("postgres", "odd"), PgTools.onThisMachine()))
        .hasMessageContaining("pg_restore failed")
        .hasMessageContaining("permission denied for language internal");
    assertThat(databases("odd_validate")).isEmpty();
    assertThat(remains()).isEmpty();
  }

  @Test
  void aPgDumpThatIsTooOldNamesBothVersions() throws Exception {
    Path folder = Files.createDirectory(temp.resolve("old"));
    for (String name : List.of("pg_dump", "pg_restore")) {
      Path program = folder.resolve(name);
      Files.writeString(program, "#!/bin/sh\necho '" + name + " (PostgreSQL) 14.9'\n");
      assertThat(program.toFile().setExecutable(true)).isTrue();
    }
    assertThatThrownBy(() -> run("old", reader(), PgTools.in(List.of(folder, temp))))
        .hasMessageContaining("is PostgreSQL 15, which needs a pg_dump of version 15 or newer")
        .hasMessageContaining("here is 14; install postgresql-client-15");
    assertThatThrownBy(() -> run("old", reader(), List.of()))
        .hasMessageContaining("there is none on this machine");
  }

  @Test
  void theOldestThatIsNewEnoughIsTaken() throws Exception {
    Path folder = Path.of("x");
    List<PgTools> found =
        List.of(new PgTools(folder, 14), new PgTools(folder, 16), new PgTools(folder, 18));
    assertThat(PgTools.choose(found, 15, "db:5432/shop").major()).isEqualTo(16);
  }

  @Test
  void aDumpOfADeadProcessIsDeletedAndThatOfALivingOneIsNot() throws Exception {
    Path dead = Files.createDirectories(temp.resolve("pgtier-clone-dead/dump"));
    Files.writeString(dead.resolve("1.dat"), "private");
    try (DumpFolder living = DumpFolder.in(temp)) {
      Files.createDirectory(living.dump());
      assertThat(dead.getParent()).doesNotExist();
      try (DumpFolder other = DumpFolder.in(temp)) {
        assertThat(living.dump()).isDirectory();
        assertThat(other.dump()).doesNotExist();
      }
      assertThat(Files.getPosixFilePermissions(living.dump().getParent())).hasSize(3);
    }
    assertThat(remains()).isEmpty();
  }

  @Test
  void noSecretIsInACommandLineOrAFile() throws Exception {
    PgTools real = PgTools.choose(PgTools.onThisMachine(), 15, "");
    Path folder = Files.createDirectory(temp.resolve("spies"));
    Path seen = temp.resolve("seen");
    for (Path program : List.of(real.dump(), real.restore())) {
      Path spy = folder.resolve(program.getFileName());
      Files.writeString(
          spy,
          "#!/bin/sh\necho \"$0 $*\" >>'%1$s'\nls -R '%2$s' >>'%1$s'\nexec '%3$s' \"$@\"\n"
              .formatted(seen, temp, program));
      assertThat(spy.toFile().setExecutable(true)).isTrue();
    }
    run("argv", reader(), List.of(new PgTools(folder, 15)));
    assertThat(Files.readString(seen))
        .contains("spies/pg_dump --format=directory", "spies/pg_restore --format=directory")
        .doesNotContain("pass 'word")
        .doesNotContain("pgpass");
  }

  private CloneReport run(String name, ConnectionParameters from, List<PgTools> tools)
      throws Exception {
    CloneRun run =
        new CloneRun(
            server.target(name + "_validate", Optional.empty()),
            false,
            steps::add,
            InstantSource.system());
    List<MaskRule> rules =
        name.equals("odd")
            ? List.of()
            : List.of(
                new MaskRule("public", "customers", "email", new Mask.Hash()),
                new MaskRule("public", "orders", "customer", new Mask.Hash()));
    CloneReport report = run.clone(new PgDumpWay(from, 2, temp, tools), rules, done -> {});
    run.reset(base -> {});
    return report;
  }

  private ConnectionParameters reader() {
    ConnectionParameters plain = server.parameters("reader", "production");
    return new ConnectionParameters(
        plain.host(),
        plain.port(),
        plain.database(),
        plain.user(),
        Optional.of(() -> PASSWORD),
        plain.tls(),
        plain.ca());
  }

  private List<String> databases(String name) {
    return server.values(
        "postgres", "SELECT datname FROM pg_database WHERE starts_with(datname, '" + name + "')");
  }

  private List<Path> remains() {
    try (Stream<Path> files = Files.list(temp)) {
      return files.filter(file -> file.getFileName().toString().startsWith("pgtier")).toList();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }
}
