package dev.pgtier.migrations.clone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.migrations.TestPostgres;
import dev.pgtier.migrations.database.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class FreshDatabasesTest {
  private static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");

  @Test
  void eachIsItsOwnAndGoesWhenItIsClosed() throws Exception {
    FreshDatabases databases = databases("fresh_each", NOW, Optional.empty());
    String first;
    try (FreshDatabase one = databases.create();
        FreshDatabase two = databases.create()) {
      first = one.name();
      assertThat(first).matches("fresh_each_v_[0-9a-hjkmnp-tv-z]{26}").isNotEqualTo(two.name());
      TestPostgres.as("writer", one.name(), "DELETE FROM public.t", "CREATE SCHEMA mine");
      assertThat(TestPostgres.values(two.name(), "SELECT x FROM public.t")).containsExactly("1");
      assertThat(one.base().id()).isEqualTo("01JNQ4Z0000000000000000000");
    }
    assertThat(TestPostgres.exists(first)).isFalse();
  }

  @Test
  void onlyTheTiersRoleGetsIn() throws Exception {
    try (FreshDatabase one = databases("fresh_only", NOW, Optional.empty()).create()) {
      TestPostgres.as("writer", one.name(), "SELECT 1");
      assertThatThrownBy(() -> TestPostgres.connect("deployer_owner", one.name()).close())
          .isInstanceOf(SQLException.class)
          .hasMessageContaining("permission denied for database");
    }
  }

  @Test
  void sessionsDoNotKeepItAlive() throws Exception {
    FreshDatabase one = databases("fresh_sessions", NOW, Optional.empty()).create();
    try (Connection connection = TestPostgres.connect("writer", one.name());
        Statement statement = connection.createStatement()) {
      statement.execute("BEGIN");
      one.close();
    }
    assertThat(TestPostgres.exists(one.name())).isFalse();
  }

  @Test
  void whatADeadProcessLeftIsDroppedAndWhatALivingOneHasIsNot() throws Exception {
    FreshDatabases before =
        databases("fresh_dead", NOW.minus(Duration.ofHours(2)), Optional.empty());
    FreshDatabase living = before.create();
    String other = living.name().endsWith("z") ? "y" : "z";
    String dead = "fresh_dead_v_" + living.name().substring(13, 38) + other;
    String stranger = "fresh_dead_v_somebody_elses";
    TestPostgres.as("cloner", "postgres", "CREATE DATABASE " + dead, "CREATE DATABASE " + stranger);
    try (FreshDatabase next = databases("fresh_dead", NOW, Optional.empty(), false).create()) {
      assertThat(TestPostgres.exists(dead)).isFalse();
      assertThat(TestPostgres.exists(living.name())).isTrue();
      assertThat(TestPostgres.exists(stranger)).isTrue();
      assertThat(TestPostgres.exists(next.name())).isTrue();
    }
    living.close();
    TestPostgres.run("postgres", "DROP DATABASE " + stranger);
  }

  @Test
  void aStaleBaseIsRefusedWithItsAge() throws Exception {
    FreshDatabases databases =
        databases("fresh_stale", NOW.plus(Duration.ofDays(2)), Optional.of(Duration.ofDays(1)));
    assertThatThrownBy(databases::create)
        .isInstanceOf(CloneException.class)
        .hasMessageContaining("the base copy fresh_stale_base is stale")
        .hasMessageContaining("2026-03-01T12:00:00Z")
        .hasMessageContaining("24h");
    assertThat(copies("fresh_stale")).isEmpty();
  }

  @Test
  void aBaseWithoutItsMarkIsNone() {
    TestPostgres.as("cloner", "postgres", "CREATE DATABASE fresh_unmarked_base");
    FreshDatabases databases =
        new FreshDatabases(
            TestPostgres.target("fresh_unmarked", Optional.empty()), InstantSource.fixed(NOW));
    assertThatThrownBy(databases::create)
        .isInstanceOf(CloneException.class)
        .hasMessageContaining("there is no base copy fresh_unmarked_base")
        .hasMessageContaining("pgtier clone");
    assertThat(copies("fresh_unmarked")).isEmpty();
  }

  @Test
  void aNameThatLeavesNoRoomForItsCopiesIsRefused() {
    String longest = "a".repeat(63);
    FreshDatabases databases =
        new FreshDatabases(
            TestPostgres.target(longest, Optional.empty()), InstantSource.fixed(NOW));
    assertThatThrownBy(databases::create).hasMessageContaining("is too long");
  }

  @Test
  void aServerThatIsNotThereIsASentence() throws DatabaseException {
    CloneTarget nowhere =
        new CloneTarget(
            TestPostgres.target("x", Optional.empty()).server(),
            "no_such",
            "writer",
            Optional.empty(),
            Optional.empty());
    assertThatThrownBy(() -> new FreshDatabases(nowhere, InstantSource.system()).create())
        .hasMessageContaining(
            "/no_such cannot be used as cloner: database \"no_such\" does not exist");
  }

  private static List<String> copies(String work) {
    return TestPostgres.values(
        "postgres", "SELECT datname FROM pg_database WHERE datname LIKE '" + work + "\\_v\\_%'");
  }

  private static FreshDatabases databases(String work, Instant now, Optional<Duration> ttl) {
    return databases(work, now, ttl, true);
  }

  private static FreshDatabases databases(
      String work, Instant now, Optional<Duration> ttl, boolean make) {
    if (make) {
      String base = work + "_base";
      BaseCopy copy = new BaseCopy("01JNQ4Z0000000000000000000", NOW);
      TestPostgres.as("cloner", "postgres", "CREATE DATABASE " + base);
      TestPostgres.run(base, "CREATE TABLE t AS SELECT 1 AS x", "ALTER TABLE t OWNER TO writer");
      TestPostgres.run(
          "postgres",
          "COMMENT ON DATABASE " + base + " IS '" + copy.comment() + "'",
          "ALTER DATABASE " + base + " ALLOW_CONNECTIONS false");
    }
    return new FreshDatabases(TestPostgres.target(work, ttl), InstantSource.fixed(now));
  }
}
