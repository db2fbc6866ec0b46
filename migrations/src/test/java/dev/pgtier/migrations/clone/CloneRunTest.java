package dev.pgtier.migrations.clone;

import static dev.pgtier.migrations.clone.CloneFixture.hash;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.migrations.TestPostgres;
import dev.pgtier.migrations.database.DatabaseException;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class CloneRunTest {
  private static final String[] SHOP = {
    "CREATE TABLE orders (id serial PRIMARY KEY, email text)",
    "INSERT INTO orders (email) VALUES ('a@b'), ('c@d')",
    "CREATE TYPE mood AS ENUM ('good')",
    "CREATE SCHEMA extra",
    "CREATE VIEW extra.v AS SELECT * FROM public.orders",
    "CREATE FUNCTION twice(int) RETURNS int LANGUAGE sql AS 'SELECT 2 * $1'"
  };

  @Test
  void everythingInTheCloneBelongsToTheTiersRole() throws Exception {
    CloneFixture shop = CloneFixture.of("run_owner", SHOP);
    shop.cloneAndReset();
    TestPostgres.as(
        "writer",
        shop.work,
        "ALTER TABLE orders ADD COLUMN x mood",
        "DROP FUNCTION twice(int)",
        "ALTER TYPE mood ADD VALUE 'bad'",
        "DROP SCHEMA extra CASCADE",
        "CREATE SCHEMA mine",
        "INSERT INTO orders (email) VALUES ('e@f')");
    assertThat(shop.values("SELECT count(*) FROM orders")).containsExactly("3");
    assertThat(TestPostgres.values(shop.production, "SELECT count(*) FROM orders"))
        .containsExactly("2");
    assertThat(shop.databases()).containsExactly(shop.work, shop.work + "_base");
  }

  @Test
  void onlyTheTiersRoleGetsInAndNobodyIntoTheBase() throws Exception {
    CloneFixture shop = CloneFixture.of("run_entry", SHOP);
    shop.cloneAndReset();
    TestPostgres.connect("writer", shop.work).close();
    refused("deployer_owner", shop.work, "permission denied");
    refused("writer", shop.work + "_base", "not currently accepting connections");
    refused("postgres", shop.work + "_base", "not currently accepting connections");
  }

  @Test
  void aValidationsDatabaseIsOfTheNewestClone() throws Exception {
    CloneFixture shop = CloneFixture.of("run_fresh", SHOP);
    shop.cloneNow();
    TestPostgres.run(shop.production, "DELETE FROM orders");
    CloneReport second = shop.cloneNow();
    FreshDatabases databases = new FreshDatabases(shop.target(), java.time.InstantSource.system());
    try (FreshDatabase fresh = databases.create()) {
      assertThat(fresh.base()).isEqualTo(second.base());
      assertThat(TestPostgres.values(fresh.name(), "SELECT count(*) FROM orders"))
          .containsExactly("0");
      TestPostgres.as("writer", fresh.name(), "DROP TABLE orders CASCADE");
    }
    assertThat(shop.databases()).containsExactly(shop.work + "_base");
  }

  @Test
  void aCloneIsNotUsedBeforeItIsRecorded() throws Exception {
    CloneFixture shop = CloneFixture.of("run_recorded", SHOP);
    CloneReport first = shop.cloneNow();
    TestPostgres.run(shop.production, "DELETE FROM orders");
    assertThatThrownBy(
            () ->
                shop.run(false)
                    .clone(
                        shop.way(false),
                        List.of(),
                        report -> {
                          throw new DatabaseException("the ledger's disk is full");
                        }))
        .hasMessage("the ledger's disk is full");
    assertThat(shop.databases()).containsExactly(shop.work + "_base");
    shop.reset();
    assertThat(shop.resets).containsExactly(first.base());
    assertThat(shop.values("SELECT count(*) FROM orders")).containsExactly("2");
  }

  @Test
  void sessionsEndOnlyWhenThatWasAskedFor() throws Exception {
    CloneFixture shop = CloneFixture.of("run_sessions", SHOP);
    shop.cloneAndReset();
    try (Connection agent = TestPostgres.connect("writer", shop.work);
        Connection reader = TestPostgres.connect("deployer_owner", shop.production)) {
      assertThatThrownBy(shop::reset)
          .hasMessageContaining(shop.work + " has sessions (1), whose work would be lost")
          .hasMessageContaining("--end-sessions");
      assertThatThrownBy(() -> shop.run(true).clone(shop.way(false), List.of(), report -> {}))
          .hasMessageContaining(shop.production + " has sessions (1)");
      assertThat(agent.isValid(1) && reader.isValid(1)).isTrue();
      shop.run(true).clone(shop.way(true), List.of(), report -> {});
      shop.run(true).reset(base -> {});
      assertThat(agent.isValid(1) || reader.isValid(1)).isFalse();
    }
    assertThat(shop.databases()).containsExactly(shop.work, shop.work + "_base");
  }

  @Test
  void theProxysOwnSessionsAreNoReasonToWait() throws Exception {
    CloneFixture shop = CloneFixture.of("run_catalogue", SHOP);
    shop.cloneAndReset();
    try (Connection proxy = TestPostgres.connect("writer", shop.work)) {
      proxy.createStatement().execute("SET application_name = 'pgtier catalogue'");
      shop.reset();
      assertThat(proxy.isValid(1)).isFalse();
    }
  }

  @Test
  void twoAtOnceDoNotMeet() throws Exception {
    CloneFixture shop = CloneFixture.of("run_two", SHOP);
    shop.run(false)
        .clone(
            shop.way(false),
            List.of(),
            report -> {
              assertThatThrownBy(shop::cloneNow)
                  .hasMessageContaining("another pgtier clone is at work on 127.0.0.1:");
              assertThatThrownBy(shop::reset).hasMessageContaining("another pgtier clone");
            });
    shop.reset();
    assertThat(shop.databases()).containsExactly(shop.work, shop.work + "_base");
  }

  @Test
  void whatAnEarlierRunLeftIsDroppedAndNothingElse() throws Exception {
    CloneFixture shop = CloneFixture.of("run_leftovers", SHOP);
    String ulid = "01jnq4z0000000000000000000";
    String left = shop.work + "_new_" + ulid;
    String also = shop.work + "_old_" + ulid;
    String stranger = shop.work + "_new_ideas";
    for (String name : List.of(left, also, stranger)) {
      TestPostgres.as("cloner", "postgres", "CREATE DATABASE " + name);
    }
    shop.cloneNow();
    assertThat(shop.databases()).containsExactly(shop.work + "_base", stranger);
    assertThat(shop.steps).contains("dropping " + left + ", which an earlier run left");
  }

  @Test
  void passwordsForOtherServersAreNotInTheClone() throws Exception {
    CloneFixture shop = CloneFixture.of("run_mappings", SHOP);
    TestPostgres.run(
        shop.production,
        "CREATE FOREIGN DATA WRAPPER w",
        "CREATE SERVER elsewhere FOREIGN DATA WRAPPER w",
        "ALTER SERVER elsewhere OWNER TO deployer_owner",
        "CREATE USER MAPPING FOR deployer_owner SERVER elsewhere OPTIONS (password 'zqpassword')");
    shop.cloneAndReset();
    assertThat(shop.values("SELECT count(*) FROM pg_user_mappings")).containsExactly("0");
  }

  @Test
  void aResetBringsBackWhatTheAgentsDeletedAndNeedsABase() throws Exception {
    CloneFixture shop = CloneFixture.of("run_reset", SHOP);
    assertThatThrownBy(shop::reset).hasMessageContaining("there is no base copy");
    shop.cloneAndReset(hash("public.orders.email"));
    List<String> before = shop.values("SELECT id || email FROM orders ORDER BY id");
    TestPostgres.as("writer", shop.work, "DROP TABLE orders CASCADE");
    shop.reset();
    assertThat(shop.values("SELECT id || email FROM orders ORDER BY id")).isEqualTo(before);
  }

  @Test
  void aRoleThatIsMissingIsNamed() {
    CloneFixture shop = CloneFixture.of("run_role", SHOP);
    CloneTarget target =
        new CloneTarget(
            shop.target().server(), "postgres", "nobody", Optional.empty(), Optional.empty());
    CloneRun run = new CloneRun(target, false, shop.steps::add, java.time.InstantSource.system());
    assertThatThrownBy(() -> run.clone(shop.way(false), List.of(), report -> {}))
        .hasMessageContaining("has no role nobody")
        .hasMessageContaining("policies/setup/clone.sql");
    TestPostgres.run("postgres", "CREATE ROLE run_stranger");
    TestPostgres.run(
        shop.production, "CREATE TABLE theirs (x int)", "ALTER TABLE theirs OWNER TO run_stranger");
    assertThatThrownBy(shop::cloneNow)
        .hasMessageContaining("TABLE public.theirs cannot be handed to writer")
        .hasMessageContaining("GRANT \"run_stranger\" TO \"cloner\"");
    assertThat(shop.databases()).isEmpty();
  }

  private static void refused(String role, String database, String why) {
    assertThatThrownBy(() -> TestPostgres.connect(role, database).close())
        .isInstanceOf(SQLException.class)
        .hasMessageContaining(why);
  }
}
