package dev.pgtier.policies.tiers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Functions;
import dev.pgtier.policies.Limits;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Relations;
import dev.pgtier.policies.Settings;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.yaml.Mistakes;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** What a tier file says is what the tier is. */
final class TierReaderTest {
  private static Tier read(String yaml) {
    Mistakes mistakes = new Mistakes("t.yaml");
    return TierReader.read(yaml.getBytes(StandardCharsets.UTF_8), mistakes)
        .orElseThrow(() -> new AssertionError(mistakes.all()));
  }

  @Test
  void everyKeyArrives() {
    Tier tier =
        read(
            """
            tier: deploy
            description: "what it is for"
            upstream: production
            mode: approved-migrations
            statements: { allow: [read, ddl] }
            functions: { allow: non-volatile, also: [random, pg_catalog.clock_*], deny: [lo_*] }
            relations: { allow: [public.*], deny: [public.secrets] }
            settings: { pinned: { Lock_Timeout: 2s, jit: off }, settable: [DateStyle] }
            limits:
              time: 15s
              rows: 10
              result: 10MB
              sql: 1KiB
              sessions: 3
              statements-per-second: 4
              prepared-statements: 5
              idle: 2h
            hint: none
            deploy: { bookkeeping: [public.flyway_schema_history] }
            """);
    assertThat(tier.hash()).matches("sha256:[0-9a-f]{64}");
    assertThat(tier)
        .isEqualTo(
            new Tier(
                "deploy",
                "what it is for",
                "production",
                Mode.APPROVED_MIGRATIONS,
                Set.of(Effect.READ, Effect.DDL),
                new Functions(
                    Functions.Allow.NON_VOLATILE,
                    List.of("random", "pg_catalog.clock_*"),
                    List.of("lo_*")),
                new Relations(List.of("public.*"), List.of("public.secrets")),
                new Settings(Map.of("lock_timeout", "2s", "jit", "off"), Set.of("datestyle")),
                new Limits(
                    Duration.ofSeconds(15),
                    OptionalLong.of(10),
                    OptionalLong.of(10_000_000),
                    1024,
                    3,
                    OptionalLong.of(4),
                    5,
                    Duration.ofHours(2)),
                "none",
                tier.hash(),
                List.of("public.flyway_schema_history")));
  }

  @Test
  void allIsEverythingButWhatNobodyUnderstood() {
    Tier tier =
        read(
            """
            tier: t
            upstream: u
            mode: read-write
            statements: { allow: [all] }
            functions: { allow: any }
            """);
    assertThat(tier.effects()).hasSize(Effect.values().length - 1).doesNotContain(Effect.OPAQUE);
    assertThat(tier.limits()).isEqualTo(Limits.DEFAULT);
  }

  @Test
  void theHashIsThatOfTheBytes() {
    assertThat(
            read("{tier: t, upstream: u, mode: read-only, statements: {allow: []},"
                    + " functions: {allow: any}}")
                .hash())
        .isNotEqualTo(
            read("{tier: t, upstream: u, mode: read-only, statements: {allow: []},"
                    + " functions: {allow: any}} ")
                .hash());
  }

  @Test
  void theShippedTiersAreTheFilesThatAPersonEdits() throws Exception {
    for (Tier tier :
        List.of(ShippedTiers.inspect(), ShippedTiers.validate(), ShippedTiers.deploy())) {
      Path file = Path.of("tiers", tier.name() + ".yaml");
      assertThat(tier).isEqualTo(read(Files.readString(file)));
    }
  }

  @Test
  void theShippedTiersKeepWhatTheyPromise() {
    Tier inspect = ShippedTiers.inspect();
    assertThat(inspect.mode()).isEqualTo(Mode.READ_ONLY);
    assertThat(inspect.limits().time()).isEqualTo(Duration.ofSeconds(15));
    assertThat(inspect.settings().allows("TimeZone")).isTrue();
    assertThat(inspect.settings().allows("row_security")).isFalse();
    assertThat(inspect.functions().also()).allMatch(name -> name.startsWith("pg_catalog."));
    Tier validate = ShippedTiers.validate();
    assertThat(validate.effects())
        .contains(Effect.WRITE, Effect.DDL, Effect.PRIVILEGE)
        .doesNotContain(Effect.REPLICATION, Effect.FILE, Effect.ROLE, Effect.OPAQUE);
    assertThat(validate.limits().sql()).isEqualTo(16 << 20);
    assertThat(ShippedTiers.deploy().mode()).isEqualTo(Mode.APPROVED_MIGRATIONS);
  }
}
