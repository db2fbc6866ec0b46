package dev.pgtier.proxy.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.policies.catalog.RelationFacts;
import dev.pgtier.proxy.TestServer;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every change that decisions depend on is seen, and what changes all the time is not one. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class CatalogProbeTest {
  private static final String DATABASE = "probed";

  private Watching watching;

  @BeforeAll
  void start() throws Exception {
    int port = TestServer.port();
    TestServer.execute("postgres", "CREATE DATABASE " + DATABASE);
    run(
        """
        CREATE SCHEMA app;
        CREATE TABLE t (id int PRIMARY KEY, a text);
        INSERT INTO t SELECT i, 'x' FROM generate_series(1, 1000) i;
        CREATE MATERIALIZED VIEW m AS SELECT count(*) FROM t;
        CREATE VIEW v AS SELECT id FROM t;
        CREATE VIEW vouched AS SELECT id FROM t;
        CREATE TABLE kept (id int);
        CREATE POLICY mine ON kept USING (id > 0);
        CREATE FUNCTION f(int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION gone() RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT 1';
        CREATE FUNCTION defaulted(a int DEFAULT 1) RETURNS int LANGUAGE sql AS 'SELECT a';
        CREATE FUNCTION state(int, int) RETURNS int IMMUTABLE LANGUAGE sql AS 'SELECT $1';
        CREATE AGGREGATE most(int) (sfunc = state, stype = int);
        CREATE DOMAIN positive AS int;
        CREATE TYPE pair AS (a int, b int);
        CREATE TABLE holder (p pair);
        CREATE EXTENSION citext;
        CREATE ROLE probe_owner;
        """);
    watching = new Watching(Watching.upstream(port, DATABASE, "scram", "upstream-secret"));
    watching.fresh();
  }

  @AfterAll
  void stop() {
    watching.close();
  }

  private static void run(String sql) {
    TestServer.execute(DATABASE, sql);
  }

  private static Arguments change(String sql, Function<Catalog, Object> fact) {
    return Arguments.of(sql, fact);
  }

  private static Stream<Arguments> changes() {
    return Stream.of(
        change("CREATE FUNCTION born() RETURNS int LANGUAGE sql AS 'SELECT 1'", functions("born")),
        change("CREATE FUNCTION app.f(int) RETURNS int LANGUAGE sql AS 'SELECT 2'", functions("f")),
        change(
            "CREATE OR REPLACE FUNCTION f(int) RETURNS int VOLATILE LANGUAGE sql AS 'SELECT 1'",
            functions("f")),
        change("ALTER FUNCTION f(int) SECURITY DEFINER", functions("f")),
        change("ALTER FUNCTION f(int) OWNER TO probe_owner", functions("f")),
        change("ALTER ROLE probe_owner RENAME TO probe_owner_renamed", functions("f")),
        change(
            "CREATE OR REPLACE FUNCTION defaulted(a int DEFAULT pg_backend_pid()) RETURNS int"
                + " LANGUAGE sql AS 'SELECT a'",
            c -> c.functions("defaulted").get(0).defaults().get(0).functions()),
        change("ALTER FUNCTION state(int, int) VOLATILE", functions("most")),
        change("ALTER FUNCTION f(int) RENAME TO renamed", functions("renamed")),
        change("DROP FUNCTION gone()", functions("gone")),
        change("ALTER SCHEMA app RENAME TO application", functions("f")),
        change(
            "CREATE OPERATOR ### (leftarg = int, rightarg = int, function = state)",
            c -> c.operators("###").size()),
        change(
            "CREATE FUNCTION cast_to(text) RETURNS pair LANGUAGE sql AS 'SELECT NULL::pair';"
                + " CREATE CAST (text AS pair) WITH FUNCTION cast_to(text) AS IMPLICIT",
            c -> c.type(name("pair")).orElseThrow().casts()),
        change(
            "ALTER DOMAIN positive ADD CONSTRAINT more CHECK (VALUE > pg_backend_pid())",
            c -> c.type(name("positive")).orElseThrow().checks().size()),
        change(
            "ALTER TYPE pair ADD ATTRIBUTE c positive",
            c -> c.type(name("pair")).orElseThrow().parts()),
        change("ALTER TABLE t ADD COLUMN p pair", c -> relation(c, "t").types()),
        change("ALTER TABLE t DROP COLUMN p", c -> relation(c, "t").types()),
        change(
            "CREATE OR REPLACE VIEW v AS SELECT id FROM t WHERE pg_backend_pid() > 0",
            c -> code(c, "v")),
        change("CREATE VIEW w AS SELECT 1", c -> c.relation(name("w")).isPresent()),
        change("DROP VIEW w; CREATE TABLE w (a int)", c -> relation(c, "w").kind()),
        change(
            "ALTER EXTENSION citext ADD VIEW vouched", c -> relation(c, "vouched").ofExtension()),
        change(
            "ALTER EXTENSION citext DROP VIEW vouched", c -> relation(c, "vouched").ofExtension()),
        change("ALTER POLICY mine ON kept USING (pg_backend_pid() > 0)", c -> code(c, "kept")),
        change(
            "CREATE POLICY yours ON kept USING (id > 9)", c -> relation(c, "kept").code().size()),
        change(
            "ALTER TABLE t ADD COLUMN g int GENERATED ALWAYS AS (id + pg_catalog.abs(id)) VIRTUAL",
            c -> code(c, "t")));
  }

  private static Function<Catalog, Object> functions(String name) {
    return catalog ->
        catalog.functions(name).stream()
            .map(f -> f.name() + " " + f.routine() + " " + f.owner())
            .sorted()
            .toList();
  }

  private static QualifiedName name(String name) {
    return new QualifiedName("public", name);
  }

  private static RelationFacts relation(Catalog c, String name) {
    return c.relation(name(name)).orElseThrow();
  }

  private static List<?> code(Catalog catalog, String relation) {
    return relation(catalog, relation).code().stream().map(StatementAnalysis::functions).toList();
  }

  /** In this order: some need the ones before. */
  @Test
  void eachChangeIsSeenAtOnceByWhoeverAsks() throws Exception {
    for (Arguments change : changes().toList()) {
      String sql = (String) change.get()[0];
      @SuppressWarnings("unchecked") // as change() made it
      Function<Catalog, Object> fact = (Function<Catalog, Object>) change.get()[1];
      Object before = orNothing(watching.fresh(), fact);
      run(sql);
      assertThat(orNothing(watching.fresh(), fact)).as(sql).isNotEqualTo(before);
    }
  }

  @ParameterizedTest
  @MethodSource("habits")
  void whatHappensAllTheTimeIsNoReasonToReadAgain(String sql) throws Exception {
    Catalog before = watching.fresh();
    double readings = watching.counted("pgtier.catalogue.readings");
    for (String one : sql.split(";", -1)) {
      run(one);
    }
    assertThat(watching.fresh()).isSameAs(before);
    assertThat(watching.counted("pgtier.catalogue.readings")).isEqualTo(readings);
  }

  private static List<String> habits() {
    return List.of(
        "INSERT INTO t SELECT i FROM generate_series(5000, 6000) i; ANALYZE t; VACUUM t",
        "TRUNCATE t",
        "REFRESH MATERIALIZED VIEW m",
        "CREATE INDEX ON t (a); REINDEX TABLE t",
        "VACUUM FULL t",
        "GRANT SELECT ON t TO PUBLIC",
        "COMMENT ON TABLE t IS 'something'");
  }

  @Test
  void rowsThatMovedGiveTheSameCatalogue() throws Exception {
    Catalog before = watching.fresh();
    double readings = watching.counted("pgtier.catalogue.readings");
    run("GRANT EXECUTE ON FUNCTION defaulted(int) TO PUBLIC");
    assertThat(watching.fresh()).isSameAs(before);
    assertThat(watching.counted("pgtier.catalogue.readings")).isEqualTo(readings + 1);
  }

  private static Object orNothing(Catalog catalog, Function<Catalog, Object> fact) {
    try {
      return fact.apply(catalog);
    } catch (NoSuchElementException e) {
      return "nothing";
    }
  }
}
