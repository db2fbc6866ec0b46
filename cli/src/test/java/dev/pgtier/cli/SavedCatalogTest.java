package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.cli.CheckServer.Checked;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** {@code decide --catalog} judges by what {@code check --save-catalog} wrote. */
final class SavedCatalogTest {
  @TempDir private Path folder;

  private String decide(CheckServer server, String sql, Path catalog) throws Exception {
    CommandProcess decide =
        CommandProcess.run(
            "",
            "decide",
            "--config",
            server.configuration().toString(),
            "--tier",
            "inspect",
            "--catalog",
            catalog.toString(),
            "--sql",
            sql);
    return decide.exitCode() + " " + String.join("\n", decide.output()) + decide.errors();
  }

  @ParameterizedTest
  @ValueSource(ints = {15, 18})
  void functionsAndViewsOfTheDatabaseAreKnown(int version) throws Exception {
    try (CheckServer server = CheckServer.start(version, folder).setUp()) {
      server.run(
          CheckServer.PRODUCTION,
          "CREATE FUNCTION half(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1 / 2'",
          "CREATE SCHEMA readonly",
          "CREATE FUNCTION readonly.own() RETURNS int LANGUAGE sql AS 'SELECT 1'",
          "CREATE VIEW sneaky AS SELECT twice(total::int) FROM orders");
      Path catalog = folder.resolve("shop.catalog");
      Checked saved =
          server.check("--upstream", "production", "--save-catalog", catalog.toString());
      assertThat(saved.exit()).isZero();
      assertThat(saved.text()).contains("the catalogue of production is in " + catalog);
      assertThat(folder.toFile().list()).noneMatch(name -> name.endsWith(".new"));

      assertThat(decide(server, "SELECT half(2)", catalog)).startsWith("0 ").contains("allow");
      assertThat(decide(server, "SELECT twice(2)", catalog)).startsWith("3 ").contains("twice");
      assertThat(decide(server, "SELECT own()", catalog)).startsWith("3 ").contains("own");
      assertThat(decide(server, "SELECT * FROM sneaky", catalog)).startsWith("3 ");
      assertThat(decide(server, "SELECT * FROM paid", catalog)).startsWith("0 ");
    }
  }

  @Test
  void upstreamHasToBeNamedWhereThereAreSeveral() throws Exception {
    try (CheckServer server = CheckServer.start(18, folder).setUp()) {
      Path catalog = folder.resolve("shop.catalog");
      CommandProcess check =
          CommandProcess.run(
              "",
              "check",
              "--config",
              server.configuration().toString(),
              "--save-catalog",
              catalog.toString());
      assertThat(check.exitCode()).isEqualTo(1);
      assertThat(check.errors()).contains("production-deploy, validation", "--upstream");
      assertThat(catalog).doesNotExist();
      assertThat(
              CommandProcess.run(
                      "",
                      "check",
                      "--config",
                      server.configuration().toString(),
                      "--tier",
                      "inspec")
                  .errors())
          .contains("has no tier \"inspec\"; there are deploy, inspect, validate");
    }
  }

  @Test
  void fileThatIsNoCatalogueIsOneSentence() throws Exception {
    try (CheckServer server = CheckServer.start(18, folder)) {
      Path other = Files.write(folder.resolve("other"), List.of("no catalogue"));
      assertThat(decide(server, "SELECT 1", other))
          .startsWith("1 pgtier: cannot use the catalogue " + other)
          .contains("--save-catalog");
      assertThat(decide(server, "SELECT 1", folder.resolve("missing"))).contains("no such file");
    }
  }
}
