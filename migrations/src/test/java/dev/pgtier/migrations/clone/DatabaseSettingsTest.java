package dev.pgtier.migrations.clone;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.migrations.TestPostgres;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** ALTER DATABASE … SET and ALTER ROLE … IN DATABASE … SET of production, in its clones. */
class DatabaseSettingsTest {
  private static final String SECRET = "zqsettingsecret";

  private static CloneFixture shop(String name) {
    CloneFixture shop =
        CloneFixture.of(name, "CREATE SCHEMA \"Odd \"\"App\"", "CREATE TABLE t (x int)");
    String database = shop.production;
    TestPostgres.run(
        "postgres", "DROP ROLE IF EXISTS settings_other", "CREATE ROLE settings_other");
    TestPostgres.run(
        "postgres",
        "ALTER DATABASE " + database + " SET search_path = \"Odd \"\"App\", \"$user\", public",
        "ALTER DATABASE " + database + " SET lock_timeout = '3s'",
        "ALTER DATABASE " + database + " SET \"TimeZone\" = 'Europe/Berlin'",
        "ALTER DATABASE " + database + " SET application_name = 'it''s a \\ name'",
        "ALTER DATABASE " + database + " SET plpgsql.variable_conflict = 'use_column'",
        "ALTER DATABASE " + database + " SET app.jwt_secret = '" + SECRET + "'",
        "ALTER DATABASE " + database + " SET default_tablespace = 'pg_default'",
        "ALTER DATABASE " + database + " SET log_statement = 'all'",
        "ALTER ROLE deployer_owner IN DATABASE " + database + " SET lock_timeout = '5s'",
        "ALTER ROLE settings_other IN DATABASE " + database + " SET work_mem = '8MB'");
    return shop;
  }

  private static CloneTarget target(CloneFixture shop) {
    CloneTarget target = shop.target();
    return new CloneTarget(
        target.server(),
        target.maintenance(),
        target.owner(),
        target.ttl(),
        Optional.empty(),
        "deployer_owner");
  }

  private static List<String> shown(String database) throws Exception {
    try (Connection writer = TestPostgres.connect("writer", database);
        Statement statement = writer.createStatement();
        ResultSet row =
            statement.executeQuery(
                "SELECT current_setting('search_path'), current_setting('lock_timeout'),"
                    + " (SELECT reset_val FROM pg_settings WHERE name = 'work_mem'),"
                    + " coalesce(current_setting('app.jwt_secret', true), 'none')")) {
      assertThat(row.next()).isTrue();
      return List.of(row.getString(1), row.getString(2), row.getString(3), row.getString(4));
    }
  }

  private static List<String> kept(String database) {
    return TestPostgres.values(
        "postgres",
        "SELECT coalesce(r.rolname, '') || ' ' || c FROM pg_db_role_setting s JOIN pg_database d ON d.oid = s.setdatabase"
            + " LEFT JOIN pg_roles r ON r.oid = s.setrole, unnest(s.setconfig) c WHERE datname = '"
            + database
            + "' ORDER BY 1");
  }

  @Test
  void whatIsSafeIsInEveryCopyAndWhatIsLeftOutIsSaid() throws Exception {
    CloneFixture shop = shop("settings");
    CloneTarget target = target(shop);
    CloneRun run = new CloneRun(target, false, shop.steps::add, InstantSource.system());
    run.clone(shop.way(false), List.of(), shop.records::add);
    run.reset(shop.resets::add);
    List<String> expected = List.of("\"Odd \"\"App\", \"$user\", public", "5s", "4096", "none");
    assertThat(shown(shop.work)).isEqualTo(expected);
    assertThat(kept(shop.work))
        .isEqualTo(kept(shop.work + "_base"))
        .containsExactly(
            " TimeZone=Europe/Berlin",
            " application_name=it's a \\ name",
            " lock_timeout=3s",
            " search_path=\"Odd \"\"App\", \"$user\", public",
            "writer lock_timeout=5s");
    try (FreshDatabase fresh = new FreshDatabases(target, InstantSource.system()).create()) {
      assertThat(shown(fresh.name())).isEqualTo(expected);
    }
    assertThat(shop.steps)
        .contains(
            "production's setting app.jwt_secret is not in the clone: it is an application's own, and may be a secret",
            "production's setting default_tablespace is not in the clone: it names a place of production's server",
            "production's setting log_statement is not in the clone: the clone's role may not set it",
            "production's setting plpgsql.variable_conflict is not in the clone: the clone's role may not set it")
        .noneMatch(step -> step.contains(SECRET) || step.contains("work_mem"));
  }

  @Test
  void aCopyThatCameWithItsSettingsHandsNoSecretOn() throws Exception {
    CloneFixture shop = shop("settings_command");
    CloneTarget target = target(shop);
    TestPostgres.as(
        "cloner", "postgres", "CREATE DATABASE settings_made TEMPLATE " + shop.production);
    TestPostgres.run(
        "postgres",
        "ALTER DATABASE settings_made SET app.jwt_secret = '" + SECRET + "'",
        "ALTER DATABASE settings_made SET lock_timeout = '4s'");
    CloneRun run = new CloneRun(target, false, shop.steps::add, InstantSource.system());
    run.clone(
        new CommandWay("echo dbname=settings_made", java.time.Duration.ofMinutes(1), target),
        List.of(),
        shop.records::add);
    run.reset(shop.resets::add);
    assertThat(shown(shop.work).subList(1, 4)).containsExactly("4s", "4096", "none");
    assertThat(shop.steps)
        .contains(
            "production's setting app.jwt_secret is not in the clone: it is an application's own, and may be a secret");
  }
}
