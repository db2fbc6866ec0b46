package dev.pgtier.cli.config;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.yaml.Mistake;
import dev.pgtier.proxy.secret.Secret;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Slips in a configuration that would cost a secret or a production database. */
final class ConfigurationSafetyTest {
  private static final String UPSTREAMS =
      """
      upstreams:
        production: { host: 127.0.0.1, database: shop, user: r, password: x }
        again: { host: localhost, port: 5432, database: shop, user: o, password: x }
        validation: { host: 127.0.0.1, database: clone, user: w, password: x }
        source: { host: 127.0.0.1, database: shop, user: dump, password: x }
        target: { host: 127.0.0.1, database: clone, user: dump, password: x }
        third: { host: 127.0.0.1, database: third, user: dump, password: x }
      tiers: [t.yaml]
      """;
  private static final String PRINCIPALS =
      """
      principals: [ { name: agent, tier: t, password: x } ]
      """;

  @TempDir private Path folder;

  @BeforeEach
  void tier() throws IOException {
    Files.writeString(
        folder.resolve("t.yaml"),
        """
        tier: t
        upstream: production
        mode: read-only
        statements: { allow: [read] }
        functions: { allow: non-volatile }
        """);
  }

  private List<String> mistakes(String yaml) {
    Configuration.Loaded loaded =
        ConfigurationReader.read(
            yaml.getBytes(StandardCharsets.UTF_8), folder.resolve("c.yaml"), name -> null);
    return loaded instanceof Configuration.Loaded.Bad bad
        ? bad.mistakes().stream().map(Mistake::message).toList()
        : List.of();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "password:hunter2",
        "password=hunter2",
        "password hunter2",
        "password: !hunter2",
        "password: *hunter2",
        "password: &hunter2 x",
        "password: \"hunter2${\"",
        "password: \"${vault:hunter2}\"",
        "password: \"${exec:echo hunter2 >&2; echo hunter2; exit 3}\"",
        "password: [hunter2]",
        "scram: hunter2"
      })
  void noMistakeRepeatsASecret(String entry) {
    assertThat(
            mistakes(UPSTREAMS + "principals: [ { name: agent, tier: t, %s } ]".formatted(entry)))
        .isNotEmpty()
        .noneMatch(mistake -> mistake.contains("hunter2"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "production | production | target     | validation is the database of production; migrations"
            + " would be tried there",
        "production | again      | target     | validation is the database of production; migrations"
            + " would be tried there",
        "production | validation | again      | the clone would replace the database of production",
        "third      | again      | again      | source and target are the same database",
        "third      | validation | third      | the clone would replace the database of production",
        "production | validation | third      | target must name the database of validation, which is the"
            + " one that clone makes, on its server, with the role that makes it"
      })
  void aCloneOrATrialNeverFallsOnProduction(
      String production, String validation, String target, String mistake) {
    String migrations =
        """
        migrations: { directory: m, ledger: l, production: %s, validation: %s,
                      clone: { by: pg_dump, source: source, target: %s } }
        """
            .formatted(production, validation, target);
    assertThat(mistakes(UPSTREAMS + PRINCIPALS + migrations)).containsExactly(mistake);
  }

  @Test
  void aCloneBesideProductionIsFine() {
    assertThat(
            mistakes(
                UPSTREAMS
                    + PRINCIPALS
                    + """
                    migrations: { directory: m, ledger: l, production: production,
                                  validation: validation,
                                  clone: { by: pg_dump, source: source, target: target } }
                    """))
        .isEmpty();
  }

  @Test
  void anUpstreamThatIsNotThereIsOneMistakeAndNoCrash() {
    assertThat(
            mistakes(
                UPSTREAMS
                    + PRINCIPALS
                    + "migrations: { directory: m, ledger: l, production: production,"
                    + " validation: nowhere }\n"))
        .singleElement()
        .asString()
        .startsWith("there is no upstream \"nowhere\"");
  }

  @Test
  void twoApproversCannotShareAKey() {
    assertThat(
            mistakes(
                UPSTREAMS
                    + PRINCIPALS
                    + """
                    migrations: { directory: m, ledger: l, production: production,
                                  validation: validation,
                                  approvers: [ { name: a, public-key: MCowBQYDK2VwAyEA2EdeIT4oOhTRe83eHrZ/e0UTaMZSExYoEH0UM6AzKyA= },
                                               { name: b, public-key: MCowBQYDK2VwAyEA2EdeIT4oOhTRe83eHrZ/e0UTaMZSExYoEH0UM6AzKyA= } ] }
                    """))
        .containsExactly("another approver has this key; a signature must tell them apart");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "login: 0s        | \"login\" must be from 1ms to 24h",
        "stall: 0ms       | \"stall\" must be from 1ms to 24h",
        "drain: 99999999h | \"drain\" must be from 0s to 24h"
      })
  void aBoundThatWouldShutEverybodyOutIsAMistake(String limit, String mistake) {
    assertThat(
            mistakes(
                "proxy: { listen: \"127.0.0.1:0\", limits: { %s } }\n".formatted(limit)
                    + UPSTREAMS
                    + PRINCIPALS))
        .containsExactly(mistake);
  }

  @Test
  void aNewSecretOfTheSameLengthAndTimeIsSeen() throws Exception {
    Path file = Files.writeString(folder.resolve("secret"), "first\n");
    FileTime time = Files.getLastModifiedTime(file);
    Secret secret = new FileSecret(file);
    assertThat(secret.reveal()).isEqualTo("first");
    Files.writeString(file, "other\n");
    Files.setLastModifiedTime(file, time);
    assertThat(secret.reveal()).isEqualTo("other");
    assertThat(secret.toString()).doesNotContain("other");
  }
}
