package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.cli.CheckServer.Checked;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The scripts of {@code policies/setup}, run by psql as a person would. */
final class SetupTest {
  @TempDir private Path folder;

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void rolesCanDoWhatTheirTiersNeedAndCheckIsFine(int version) throws Exception {
    try (CheckServer server = CheckServer.start(version, folder)) {
      Checked before = server.check();
      assertThat(before.exit()).isEqualTo(1);
      assertThat(before.text())
          .contains("role \"readonly\" does not exist", "upstream validation, tier validate");

      server.setUp();
      assertThat(server.check().lines()).last().isEqualTo("check: fine");

      server.run(
          "deployer_owner",
          CheckServer.PRODUCTION,
          List.of(
              "ALTER TABLE orders ADD COLUMN note text",
              "CREATE TABLE later (id serial)",
              "UPDATE orders SET note = 'x'",
              "CREATE OR REPLACE FUNCTION twice(int) RETURNS int LANGUAGE sql AS 'SELECT $1 * 2'"));
      server.run(
          "readonly",
          CheckServer.PRODUCTION,
          List.of(
              "SELECT o.note, i.qty FROM orders o LEFT JOIN order_items i ON i.order_id = o.id",
              "SELECT * FROM later, paid, totals",
              "SELECT last_value FROM tickets",
              "SELECT twice(2)"));
      for (String write :
          List.of(
              "UPDATE orders SET total = 0",
              "SELECT nextval('tickets')",
              "CREATE TABLE mine ()",
              "CREATE TEMPORARY TABLE mine ()")) {
        assertThatThrownBy(
                () ->
                    server.run(
                        "readonly",
                        CheckServer.PRODUCTION,
                        List.of("SET default_transaction_read_only = off", write)))
            .as(write)
            .hasMessageContaining("permission denied");
      }
      server.run(
          "writer",
          CheckServer.CLONE,
          List.of(
              "ALTER TABLE orders ADD COLUMN note text",
              "UPDATE orders SET total = 0",
              "ALTER TYPE mood ADD VALUE 'better'",
              "DROP VIEW paid"));
      assertThatThrownBy(() -> server.run("writer", CheckServer.PRODUCTION, List.of("SELECT 1")))
          .hasMessageContaining("permission denied for database");
      assertThat(server.check().lines()).last().isEqualTo("check: fine");
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void rolesThatWereTooStrongAreMadeWhatTheyShouldBe(int version) throws Exception {
    try (CheckServer server = CheckServer.start(version, folder)) {
      server.run(
          "postgres",
          "CREATE ROLE readonly SUPERUSER CREATEROLE",
          "CREATE ROLE writer REPLICATION",
          "CREATE ROLE deployer_owner SUPERUSER");
      server.run(
          CheckServer.PRODUCTION,
          "CREATE TABLE before (id serial, a int)",
          "GRANT ALL ON before TO readonly",
          "GRANT UPDATE (a) ON before TO readonly",
          "GRANT ALL ON SEQUENCE before_id_seq TO readonly",
          "GRANT CREATE ON SCHEMA public TO PUBLIC");
      server.setUp();
      assertThat(server.check().lines()).last().isEqualTo("check: fine");
      server.psql(CheckServer.PRODUCTION, Path.of("..", "policies", "setup", "production.sql"));
      assertThat(server.check().lines()).last().isEqualTo("check: fine");
    }
  }
}
