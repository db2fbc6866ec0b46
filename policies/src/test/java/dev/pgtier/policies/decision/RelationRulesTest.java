package dev.pgtier.policies.decision;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.Tier;
import dev.pgtier.policies.analysis.Script;
import dev.pgtier.policies.catalog.CatalogLines;
import dev.pgtier.policies.catalog.ShippedCatalog;
import dev.pgtier.policies.tiers.ShippedTiers;
import dev.pgtier.policies.tiers.TierReader;
import dev.pgtier.policies.yaml.Mistakes;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A tier that withholds tables or columns of people. */
final class RelationRulesTest {
  private static final List<String> SAMPLES =
      List.of(
          "SELECT most_common_vals FROM pg_stats WHERE tablename = 'secrets'",
          "SELECT s.histogram_bounds::text FROM pg_catalog.pg_stats s",
          "SELECT * FROM pg_stats",
          "SELECT to_jsonb(s) FROM pg_stats s",
          "SELECT most_common_vals FROM pg_stats_ext",
          "TABLE pg_stats_ext_exprs");

  private static DecideEngine engine(String relations) {
    return new DecideEngine(
        tier(relations), Unresolved.ALLOW, ShippedCatalog.load(), SessionFacts.DEFAULT);
  }

  private static Tier tier(String relations) {
    String yaml =
        """
        tier: some
        upstream: production
        mode: read-only
        statements: { allow: [read] }
        functions: { allow: non-volatile }
        relations: { %s }
        """
            .formatted(relations);
    Mistakes mistakes = new Mistakes("t.yaml");
    return TierReader.read(yaml.getBytes(StandardCharsets.UTF_8), mistakes)
        .orElseThrow(() -> new AssertionError(mistakes.all()));
  }

  private static void assertDenied(DecideEngine engine, List<String> texts, String rule) {
    assertThat(texts)
        .allSatisfy(sql -> assertThat(engine.decide(sql).verdict().rule()).isEqualTo(rule));
  }

  private static void assertAllowed(DecideEngine engine, List<String> texts) {
    assertThat(texts).allSatisfy(sql -> assertThat(engine.decide(sql).denied()).isFalse());
  }

  @Test
  void aWithheldRelationIsNotReadAndNeitherAreSamplesOfIt() {
    DecideEngine engine = engine("deny: [public.secrets]");
    assertDenied(
        engine, List.of("TABLE secrets", "SELECT 1 FROM public.secrets"), "relations.deny");
    assertDenied(engine, SAMPLES, "relations.deny");
    assertAllowed(
        engine, List.of("TABLE orders", "SELECT tablename, attname, n_distinct FROM pg_stats"));
  }

  @Test
  void aWithheldColumnIsNotReadAndNeitherAreSamplesOfIt() {
    DecideEngine engine = engine("deny: [public.customers.email]");
    assertDenied(
        engine, List.of("TABLE customers", "SELECT email FROM customers"), "relations.deny");
    assertDenied(engine, SAMPLES, "relations.deny");
    assertAllowed(engine, List.of("SELECT id FROM customers"));
  }

  @Test
  void aNameThatMightMeanAWithheldRelationIsNotReadBehindAnotherSchema() {
    // The role may not use the schema reports, so that the server goes on to public.
    assertDenied(twice("deny: [public.orders]"), List.of("TABLE orders"), "relations.deny");
    assertDenied(
        twice("deny: [public.orders.total]"),
        List.of("SELECT total FROM orders"),
        "relations.deny");
    assertDenied(twice("allow: [reports.*]"), List.of("TABLE orders"), "relations.allow");
    assertAllowed(twice("deny: [public.orders]"), List.of("TABLE reports.orders"));
    assertAllowed(twice("allow: [reports.*, public.orders]"), List.of("TABLE orders"));
    assertAllowed(twice("deny: [public.orders]"), List.of("SELECT relname FROM pg_class"));
  }

  private static DecideEngine twice(String relations) {
    CatalogLines lines = new CatalogLines(sql -> new Script(List.of()), true);
    for (String schema : List.of("reports", "public")) {
      lines.add(List.of("relation", schema, "orders", "r"));
      lines.add(List.of("relation", schema, "pg_class", "r"));
    }
    lines.add(List.of("relation", "pg_catalog", "pg_class", "r"));
    SessionFacts session = new SessionFacts(Optional.empty(), List.of("reports", "public"));
    return new DecideEngine(tier(relations), Unresolved.ALLOW, lines.build(), session);
  }

  @Test
  void whatAListDoesNotAllowIsNotSampledEither() {
    DecideEngine engine = engine("allow: [public.orders, pg_catalog.*]");
    assertDenied(engine, List.of("TABLE secrets", "TABLE other.orders"), "relations.allow");
    assertDenied(engine, SAMPLES, "relations.deny");
    assertAllowed(engine, List.of("TABLE orders", "SELECT relname FROM pg_class"));
  }

  @Test
  void samplesAreShownWhereOnlyTheServersOwnRelationsAreWithheld() {
    DecideEngine engine =
        new DecideEngine(
            ShippedTiers.inspect(), Unresolved.ALLOW, ShippedCatalog.load(), SessionFacts.DEFAULT);
    assertAllowed(engine, SAMPLES);
  }
}
