package dev.pgtier.policies.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.policies.catalog.Servers;
import dev.pgtier.policies.catalog.ShippedCatalog;
import dev.pgtier.policies.tiers.ShippedTiers;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Decisions by the catalogue of a real server: code that runs without being named. */
final class LiveCatalogTest {
  /** Stopped by the READ ONLY transaction, or by grants alone. */
  private static final Set<String> ELSEWHERE =
      Set.of("func_effect-070", "func_effect-067-fdw-volatile-view");

  private static EmbeddedPostgres server;

  @BeforeAll
  static void start() throws IOException {
    server = EmbeddedPostgres.start();
  }

  @AfterAll
  static void stop() throws IOException {
    server.close();
  }

  private static Connection database(String name, String... scripts)
      throws SQLException, IOException {
    try (Connection admin = server.getPostgresDatabase().getConnection();
        Statement statement = admin.createStatement()) {
      statement.execute("CREATE DATABASE " + name);
    }
    Connection connection = DriverManager.getConnection(server.getJdbcUrl("postgres", name));
    for (String script : scripts) {
      run(connection, script);
    }
    return connection;
  }

  private static void run(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static String resource(String name) throws IOException {
    try (InputStream in = LiveCatalogTest.class.getResourceAsStream(name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static DecideEngine engine(Catalog catalog, String... searchPath) {
    SessionFacts session = new SessionFacts(Optional.of("postgres"), List.of(searchPath));
    return new DecideEngine(ShippedTiers.inspect(), Unresolved.DENY, catalog, session);
  }

  @Test
  void setRoleToWhomTheSessionIsAnywayIsNoChange() {
    DecideEngine engine = engine(ShippedCatalog.load(), "public");
    assertThat(engine.decide("SET ROLE 'postgres'").denied()).isFalse();
    for (String other :
        List.of(
            "SET ROLE 'admin'",
            "SET ROLE NONE",
            "SET SESSION AUTHORIZATION 'postgres'",
            "SET ROLE 'postgres'; SET ROLE 'admin'",
            "SELECT set_config('role', 'postgres', false)")) {
      assertThat(engine.decide(other).denied()).as(other).isTrue();
    }
  }

  @Test
  void codeBehindNamesIsJudged() throws SQLException, IOException {
    List<String> wrong = new ArrayList<>();
    try (Connection connection = database("behind", resource("/code-behind-names.sql"))) {
      DecideEngine engine = engine(Servers.catalog(connection), "app", "public");
      for (String line : resource("/code-behind-names.txt").lines().toList()) {
        if (line.startsWith("#")) {
          continue;
        }
        String[] row = line.split(" \\| ", -1);
        assertThat(row).as(line).hasSize(3);
        Decision decision = engine.decide(row[0]);
        String said = decision.verdict().word() + " | " + decision.verdict().rule();
        if (!said.equals(row[1] + " | " + row[2])) {
          wrong.add(row[0] + ": " + said + " " + decision.reason().orElse(""));
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void attacksThatOnlyACatalogueTellsAreDenied() throws SQLException, IOException {
    String fixture =
        "CREATE ROLE ow_agent; CREATE ROLE rd_agent; CREATE ROLE su_agent SUPERUSER;"
            + "CREATE SCHEMA ext; CREATE EXTENSION dblink SCHEMA ext; BEGIN;"
            + resource("/corpus/attacked.sql")
            + "; COMMIT;"
            + "CREATE FUNCTION sd_attr(t_small) RETURNS int LANGUAGE plpgsql AS 'begin end';"
            + "CREATE FUNCTION dchk(int) RETURNS bool LANGUAGE plpgsql AS 'begin end';"
            + "CREATE DOMAIN dom1 AS int CHECK (dchk(VALUE));"
            + "CREATE FUNCTION lower(varchar) RETURNS text LANGUAGE plpgsql AS 'begin end';";
    try (Connection connection = database("attacked", fixture)) {
      DecideEngine engine = engine(Servers.catalog(connection), "$user", "public");
      List<String> passed =
          Corpus.attacks().stream()
              .filter(
                  attack ->
                      Set.of("views_rules", "func_effect", "sql_in_string", "dml", "pipeline")
                          .contains(attack.category()))
              .filter(attack -> !ELSEWHERE.contains(attack.id()))
              .filter(
                  attack -> attack.texts().stream().noneMatch(sql -> engine.decide(sql).denied()))
              .map(Corpus.Attack::id)
              .toList();
      assertThat(passed).isEmpty();
    }
  }

  @Test
  void clientsThatOnlyReadAreNotRefusedByACatalogue() throws SQLException, IOException {
    try (Connection connection = database("shop", resource("/corpus/benign_schema.sql"))) {
      DecideEngine engine = engine(Servers.catalog(connection), "$user", "public");
      List<String> refused =
          Corpus.benign().stream()
              .filter(Corpus.Benign::must)
              .filter(benign -> engine.decide(benign.sql()).denied())
              .map(benign -> benign.id() + " " + engine.decide(benign.sql()).verdict())
              .toList();
      assertThat(refused).isEmpty();
    }
  }
}
