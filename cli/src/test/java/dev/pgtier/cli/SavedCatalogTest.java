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

  private static CommandProcess decide(Path configuration, Path catalog, String input)
      throws Exception {
    return CommandProcess.run(
        input,
        "decide",
        "--config",
        configuration.toString(),
        "--tier",
        "inspect",
        "--catalog",
        catalog.toString(),
        "--jsonl");
  }

  private static String line(String sql) {
    return "{\"sql\": \"" + sql + "\"}\n";
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

      CommandProcess decided =
          decide(
              server.configuration(),
              catalog,
              line("SELECT half(2)")
                  + line("SELECT * FROM paid")
                  + line("SELECT twice(2)")
                  + line("SELECT own()")
                  + line("SELECT * FROM sneaky"));
      assertThat(decided.errors()).isEmpty();
      assertThat(decided.output())
          .satisfiesExactly(
              half -> assertThat(half).contains("\"allow\"").doesNotContain("unresolved"),
              paid -> assertThat(paid).contains("\"allow\"", "public.paid"),
              twice -> assertThat(twice).contains("\"deny\"", "public.twice"),
              own -> assertThat(own).contains("\"deny\"", "readonly.own"),
              sneaky -> assertThat(sneaky).contains("\"deny\"", "relations.code"));
    }
  }

  @Test
  void upstreamHasToBeNamedWhereThereAreSeveral() throws Exception {
    Path configuration = CheckServer.configuration(folder, 1);
    Path catalog = folder.resolve("shop.catalog");
    CommandProcess check =
        CommandProcess.run(
            "",
            "check",
            "--config",
            configuration.toString(),
            "--save-catalog",
            catalog.toString());
    assertThat(check.exitCode()).isEqualTo(2);
    assertThat(check.errors()).contains("production-deploy, validation", "--upstream");
    assertThat(catalog).doesNotExist();
    assertThat(
            CommandProcess.run(
                    "", "check", "--config", configuration.toString(), "--tier", "inspec")
                .errors())
        .contains("has no tier \"inspec\"; there are deploy, inspect, validate");
  }

  @Test
  void fileThatIsNoCatalogueIsOneSentence() throws Exception {
    Path configuration = CheckServer.configuration(folder, 1);
    Path other = Files.write(folder.resolve("other"), List.of("no catalogue"));
    CommandProcess wrong = decide(configuration, other, line("SELECT 1"));
    assertThat(wrong.exitCode()).isEqualTo(1);
    assertThat(wrong.errors())
        .startsWith("pgtier: cannot use the catalogue " + other)
        .contains("--save-catalog")
        .hasLineCount(1);
    assertThat(decide(configuration, folder.resolve("missing"), line("SELECT 1")).errors())
        .contains("no such file");
  }
}
