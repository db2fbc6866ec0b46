package dev.pgtier.proxy.catalog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.policies.Tier;
import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.Script;
import dev.pgtier.policies.analysis.Unreadable;
import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import dev.pgtier.proxy.upstream.Upstream;
import dev.pgtier.proxy.upstream.UpstreamConnection;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Catalogues of a real server, as a proxy keeps them. */
class UpstreamCatalogsTest {
  private static final String CONNECTIONS =
      "SELECT count(*) FROM pg_stat_activity WHERE application_name = 'pgtier catalogue'"
          + " AND datname = '%s'";

  /** A database of its own for each test. */
  private static Upstream database(String name) {
    int port = TestServer.port();
    TestServer.execute("postgres", "CREATE DATABASE " + name);
    return Watching.upstream(port, name, "scram", "upstream-secret");
  }

  private static int connections(String database) {
    return Integer.parseInt(TestServer.value(CONNECTIONS.formatted(database)));
  }

  @Test
  void theFirstReadingComesByItself() throws Exception {
    try (Watching watching = new Watching(database("first"))) {
      assertThat(watching.catalogs().current(Watching.NAME)).isEmpty();
      Watching.await(() -> watching.catalogs().current(Watching.NAME).isPresent());
      Catalog catalog = watching.catalogs().current(Watching.NAME).orElseThrow();
      assertThat(catalog.complete()).isTrue();
      assertThat(catalog.functions("lower")).isNotEmpty();
      assertThat(catalog.functions("pg_sleep")).allMatch(f -> f.routine().isVolatile());
      assertThat(watching.age()).isBetween(0.0, 60.0);
    }
  }

  @Test
  void anOverloadOfAKnownNameIsFoundThoughNobodyAsks() throws Exception {
    try (Watching watching = new Watching(database("overloaded"))) {
      assertThat(watching.fresh().functions("lower")).noneMatch(f -> f.routine().isVolatile());
      TestServer.execute(
          "overloaded",
          "CREATE FUNCTION lower(varchar) RETURNS text VOLATILE LANGUAGE sql AS 'SELECT $1'");
      Watching.await(
          () ->
              watching.catalogs().current(Watching.NAME).orElseThrow().functions("lower").stream()
                  .anyMatch(f -> f.routine().isVolatile()));
    }
  }

  @Test
  void whatATierThatDeploysChangesIsReadAtOnce() throws Exception {
    try (Watching watching = new Watching(database("deployed"))) {
      watching.fresh();
      TestServer.execute("deployed", "CREATE VIEW v AS SELECT 1");
      watching.catalogs().changed("production-deploy");
      Watching.await(
          () ->
              watching
                  .catalogs()
                  .current(Watching.NAME)
                  .orElseThrow()
                  .relation(new QualifiedName("public", "v"))
                  .isPresent());
    }
  }

  @Test
  void manyWhoAskAtOnceCostOneLook() throws Exception {
    try (Watching watching = new Watching(database("crowded"))) {
      watching.fresh();
      TestServer.execute("crowded", "CREATE VIEW v AS SELECT 1");
      List<CompletableFuture<Catalog>> asked = new ArrayList<>();
      for (int i = 0; i < 1_000; i++) {
        watching.catalogs().changed(Watching.NAME);
        asked.add(watching.catalogs().fresh(Watching.NAME));
      }
      for (CompletableFuture<Catalog> one : asked) {
        assertThat(one.get(60, TimeUnit.SECONDS).relation(new QualifiedName("public", "v")))
            .isPresent();
      }
      assertThat(watching.counted("pgtier.catalogue.readings")).isEqualTo(2);
    }
  }

  @Test
  void aRoleThatMayOnlyConnectReadsAll() throws Exception {
    Upstream upstream = database("guarded");
    TestServer.execute(
        "guarded",
        """
        REVOKE ALL ON SCHEMA public FROM PUBLIC;
        CREATE SCHEMA hidden;
        CREATE TABLE hidden.t (id int);
        CREATE VIEW hidden.v AS SELECT id FROM hidden.t WHERE pg_backend_pid() > 0;
        CREATE FUNCTION hidden.f() RETURNS int SECURITY DEFINER LANGUAGE sql AS 'SELECT 1';
        REVOKE ALL ON FUNCTION hidden.f() FROM PUBLIC;
        CREATE ROLE catalogue_reader LOGIN PASSWORD 'reader';
        """);
    try (Watching watching =
        new Watching(Watching.upstream(upstream.port(), "guarded", "catalogue_reader", "reader"))) {
      Catalog catalog = watching.fresh();
      assertThat(catalog.functions("f")).anyMatch(f -> f.routine().securityDefiner());
      assertThat(catalog.relation(new QualifiedName("hidden", "v")).orElseThrow().code())
          .isNotEmpty();
      TestServer.execute("guarded", "DROP FUNCTION hidden.f()");
      assertThat(watching.fresh().functions("f")).isEmpty();
    }
  }

  @Test
  void anEnormousCatalogueIsReadWhole() throws Exception {
    Upstream upstream = database("enormous");
    TestServer.execute(
        "enormous",
        """
        DO $do$ BEGIN
          FOR i IN 1..5000 LOOP
            EXECUTE format('CREATE FUNCTION f%s(a int DEFAULT %s) RETURNS int LANGUAGE sql AS ''SELECT 1''', i, i);
          END LOOP;
          FOR i IN 1..500 LOOP
            EXECUTE format('CREATE VIEW v%s AS SELECT f%s(1) AS a, %s AS b', i, i, i);
          END LOOP;
        END $do$
        """);
    try (Watching watching = new Watching(upstream)) {
      Watching.await(() -> watching.catalogs().current(Watching.NAME).isPresent());
      Catalog catalog = watching.catalogs().current(Watching.NAME).orElseThrow();
      assertThat(catalog.functions("f5000")).hasSize(1);
      assertThat(catalog.functions("f5000").get(0).defaults()).hasSize(1);
      assertThat(catalog.relation(new QualifiedName("public", "v500")).orElseThrow().code())
          .isNotEmpty();
    }
  }

  @Test
  void aConnectionThatTheServerEndedIsReplaced() throws Exception {
    try (Watching watching = new Watching(database("ended"))) {
      watching.fresh();
      TestServer.execute(
          "ended",
          "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
              + " WHERE application_name = 'pgtier catalogue' AND datname = 'ended'");
      TestServer.execute("ended", "CREATE VIEW v AS SELECT 1");
      assertThat(watching.fresh().relation(new QualifiedName("public", "v"))).isPresent();
      assertThat(connections("ended")).isEqualTo(1);
    }
  }

  @Test
  void aServerThatIsGoneWithoutAWordIsNotWaitedForForEver() throws Exception {
    Upstream upstream = database("silent");
    try (Watching watching = new Watching(upstream)) {
      UpstreamConnection dialled =
          watching
              .dialer()
              .connect(watching.loops().next(), upstream, Map.of("database", "silent"), 0)
              .get(60, TimeUnit.SECONDS);
      CompletableFuture<List<List<String>>> answer = new CompletableFuture<>();
      dialled
          .channel()
          .eventLoop()
          .execute(
              () ->
                  CatalogConnection.over(dialled)
                      .query("SELECT pg_sleep(600)", Duration.ofMillis(200))
                      .whenComplete((rows, failure) -> answer.completeExceptionally(failure)));
      assertThatThrownBy(() -> answer.get(60, TimeUnit.SECONDS))
          .hasMessageContaining("no answer within");
      assertThat(dialled.channel().closeFuture().await(60, TimeUnit.SECONDS)).isTrue();
    }
  }

  @Test
  void whenNoTierNeedsItOrAllIsOverNoConnectionIsLeft() throws Exception {
    Upstream upstream = database("closed");
    Watching watching = new Watching(upstream);
    watching.fresh();
    assertThat(connections("closed")).isEqualTo(1);
    watching.catalogs().watchNoOthers(Set.of());
    Watching.await(() -> connections("closed") == 0);
    assertThat(watching.catalogs().current(Watching.NAME)).isEmpty();
    assertThat(watching.age()).isNaN();
    watching.close();
    try (Watching again = new Watching(upstream)) {
      again.fresh();
      assertThat(connections("closed")).isEqualTo(1);
    }
    Watching.await(() -> connections("closed") == 0);
  }

  @Test
  void whoAsksWhenItIsOverIsTold() throws Exception {
    Watching watching = new Watching(database("over"));
    UpstreamCatalogs catalogs = watching.catalogs();
    catalogs.close();
    assertThatThrownBy(() -> catalogs.fresh(Watching.NAME).get(60, TimeUnit.SECONDS))
        .hasMessageContaining("closed");
    watching.close();
  }

  @Test
  void aReloadBeginsAndEndsToWatch() throws Exception {
    Upstream upstream = database("reloaded");
    ProxyOptions options = TestProxy.options();
    Map<String, Tier> writing = Map.of("validate", options.tiers().get("validate"));
    try (TestProxy proxy =
        TestProxy.start(
            o ->
                new ProxyOptions(
                    o.listen(),
                    o.tls(),
                    o.admin(),
                    Map.of(Watching.NAME, upstream),
                    o.tiers(),
                    o.principals(),
                    o.bounds()))) {
      Watching.await(() -> connections("reloaded") == 1);
      proxy.proxy().reload(writing, Map.of());
      Watching.await(() -> connections("reloaded") == 0);
      proxy.proxy().reload(options.tiers(), options.principals());
      Watching.await(() -> connections("reloaded") == 1);
    }
    assertThat(connections("reloaded")).isZero();
  }

  @Test
  void aTextThatCouldNotBeParsedInTimeIsParsedAtTheNextReading() {
    List<List<String>> rows =
        List.of(
            List.of("relation", "public", "v", "v"), List.of("code", "public", "v", "SELECT 1"));
    List<String> parsed = new ArrayList<>();
    CatalogBuilder builder =
        new CatalogBuilder(
            sql -> {
              parsed.add(sql);
              return parsed.size() == 1
                  ? new Unreadable(Unreadable.Kind.FAILED, "too busy", 0)
                  : new Script(List.of());
            });
    CatalogBuilder.Built first = builder.build(rows);
    assertThat(first.whole()).isFalse();
    CatalogBuilder.Built second = builder.build(rows);
    assertThat(second.whole()).isTrue();
    assertThat(second.catalog()).isNotSameAs(first.catalog());
    assertThat(builder.build(rows).catalog()).isSameAs(second.catalog());
    List<List<String>> more = new ArrayList<>(rows);
    more.add(List.of("type", "public", "t"));
    assertThat(builder.build(more).catalog()).isNotSameAs(second.catalog());
    assertThat(parsed).hasSize(2);
  }
}
