package dev.pgtier.migrations.schema;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.migrations.TestPostgres;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SchemaTest {
  private static final String RICH =
      """
      CREATE SCHEMA app;
      CREATE EXTENSION citext SCHEMA app;
      CREATE TYPE mood AS ENUM ('sad', 'ok');
      CREATE TYPE pair AS (a int, b text);
      CREATE DOMAIN mail AS varchar(50) CHECK (VALUE LIKE '%@%');
      CREATE TABLE orders (id serial PRIMARY KEY, user_id int, status varchar(20) CHECK (status IN ('paid', 'it''s')),
        total numeric DEFAULT 0, m mood, e mail, c app.citext, g text GENERATED ALWAYS AS (upper(status)) STORED);
      CREATE TABLE items (id bigint GENERATED ALWAYS AS IDENTITY, order_id int REFERENCES orders, price numeric);
      CREATE INDEX by_status ON orders (lower(status)) WHERE total > 0;
      CREATE TABLE part (d date, x int) PARTITION BY RANGE (d);
      CREATE TABLE part_1 PARTITION OF part FOR VALUES FROM ('2024-01-01') TO ('2025-01-01');
      CREATE VIEW v AS SELECT o.id, i.price FROM orders o JOIN items i ON i.order_id = o.id;
      CREATE MATERIALIZED VIEW mv AS SELECT count(*) FROM orders;
      CREATE FUNCTION f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a + 1; END;
      CREATE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN RETURN NEW; END$$;
      CREATE TRIGGER t BEFORE UPDATE ON orders FOR EACH ROW EXECUTE FUNCTION tr();
      CREATE RULE r AS ON DELETE TO items DO INSTEAD NOTHING;
      CREATE POLICY po ON orders FOR SELECT USING (user_id > 0);
      CREATE STATISTICS st ON user_id, status FROM orders;
      CREATE SEQUENCE sq CYCLE MAXVALUE 100;
      CREATE COLLATION coll (provider = icu, locale = 'de');
      COMMENT ON COLUMN orders.total IS 'the sum';
      """;

  private Connection session;

  @BeforeEach
  void connect() throws SQLException {
    session = fresh("schema");
    run("SET search_path = public");
    run(RICH);
  }

  @AfterEach
  void close() throws SQLException {
    session.close();
  }

  @Test
  void isTheSameWhoeverReadsItFromWherever() throws Exception {
    String fingerprint = schema().fingerprint();
    run("SET search_path = app, public");
    run("CREATE TEMP TABLE pg_class AS SELECT 1 AS oid");
    run("BEGIN; CREATE TEMP TABLE other (x int)");
    assertThat(SchemaReader.read(this::rows, true).fingerprint()).isEqualTo(fingerprint);
    assertThat(rows("SHOW search_path")).containsExactly(List.of("app, public"));
    assertThat(rows("SELECT count(*) FROM other")).containsExactly(List.of("0"));
    run("ROLLBACK");
    assertThat(rows("SELECT * FROM pg_temp.pg_class")).containsExactly(List.of("1"));
    assertThat(fingerprint).matches("[0-9a-f]{64}");
  }

  @Test
  void aCopyWithOtherOidsAndDroppedColumnsHasTheSameFingerprint() throws Exception {
    run("ALTER TABLE items ADD gone int, ADD kept text; ALTER TABLE items DROP gone");
    try (Connection copy = fresh("schema_other")) {
      Connection first = session;
      session = copy;
      run("SET search_path = public");
      run("CREATE TABLE shift (); DROP TABLE shift");
      run(RICH.replace("price numeric)", "price numeric, kept text)"));
      // As a restored dump spells it.
      run("ALTER TABLE orders DROP CONSTRAINT orders_status_check");
      run(
          "ALTER TABLE orders ADD CONSTRAINT orders_status_check CHECK (status::text = ANY"
              + " (ARRAY['paid'::character varying::text, 'it''s'::character varying::text]))");
      run("INSERT INTO orders (status) VALUES ('paid')");
      Schema copied = schema();
      session = first;
      assertThat(schema().diff(copied).lines()).isEmpty();
      assertThat(copied.fingerprint()).isEqualTo(schema().fingerprint());
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          ALTER TABLE orders ADD note text                              | + column public.orders.note text
          ALTER TABLE orders DROP COLUMN total CASCADE                  | - column public.orders.total numeric DEFAULT 0
          ALTER TABLE orders ALTER total TYPE numeric(10, 2)            | ~ column public.orders.total numeric DEFAULT 0 → numeric(10,2) DEFAULT 0
          ALTER TABLE orders ALTER total SET NOT NULL                   | ~ column public.orders.total numeric DEFAULT 0 → numeric NOT NULL DEFAULT 0
          ALTER TABLE orders RENAME user_id TO customer                 | + column public.orders.customer integer
          ALTER TABLE orders SET (fillfactor = 70)                      | ~ table public.orders (plain) → WITH (fillfactor=70)
          ALTER TYPE mood ADD VALUE 'fine' BEFORE 'ok'                  | ~ type public.mood ENUM ('sad', 'ok') → ENUM ('sad', 'fine', 'ok')
          ALTER TYPE pair ADD ATTRIBUTE c int                           | + attribute public.pair.c integer
          ALTER DOMAIN mail SET NOT NULL                                | ~ domain public.mail character varying(50) → character varying(50) NOT NULL
          CREATE INDEX ON items (price)                                 | + index public.items_price_idx CREATE INDEX items_price_idx ON public.items USING btree (price)
          ALTER TABLE items ADD CHECK (price > 0) NOT VALID             | + constraint public.items.items_price_check CHECK ((price > (0)::numeric)) NOT VALID
          ALTER SEQUENCE sq INCREMENT 2                                 | ~ sequence public.sq AS bigint START 1 INCREMENT 1 MINVALUE 1 MAXVALUE 100 CACHE 1 CYCLE → AS bigint START 1 INCREMENT 2 MINVALUE 1 MAXVALUE 100 CACHE 1 CYCLE
          ALTER TABLE orders DISABLE TRIGGER t                          | ~ trigger public.orders.t CREATE TRIGGER t BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.tr() → CREATE TRIGGER t BEFORE UPDATE ON public.orders FOR EACH ROW EXECUTE FUNCTION public.tr() DISABLED
          DROP RULE r ON items                                          | - rule public.items.r
          ALTER TABLE orders ENABLE ROW LEVEL SECURITY                  | ~ table public.orders (plain) → ROW LEVEL SECURITY
          ALTER POLICY po ON orders USING (user_id > 1)                 | ~ policy public.orders.po PERMISSIVE FOR SELECT USING (user_id > 0) → PERMISSIVE FOR SELECT USING (user_id > 1)
          CREATE OR REPLACE FUNCTION f(a int) RETURNS int LANGUAGE sql BEGIN ATOMIC SELECT a + 2; END | ~ function public.f(a integer)
          CREATE OR REPLACE VIEW v AS SELECT o.id, i.price FROM orders o, items i | ~ view public.v
          DROP MATERIALIZED VIEW mv                                     | - materialized view public.mv
          DROP STATISTICS st                                            | - statistics public.st CREATE STATISTICS public.st ON user_id, status FROM public.orders
          COMMENT ON COLUMN orders.total IS 'gross'                     | ~ comment table column public.orders.total the sum → gross
          DROP EXTENSION citext CASCADE                                 | - extension citext VERSION '1.8' SCHEMA app
          ALTER TABLE part DETACH PARTITION part_1                      | ~ table public.part_1 PARTITION OF public.part FOR VALUES FROM ('2024-01-01') TO ('2025-01-01') → (plain)
          ALTER INDEX by_status RENAME TO renamed                       | + index public.renamed CREATE INDEX renamed ON public.orders USING btree (lower((status)::text)) WHERE (total > (0)::numeric)
          """)
  void everyChangeIsSeenAndSaid(String sql, String line) throws Exception {
    Schema before = schema();
    run(sql);
    Schema after = schema();
    assertThat(before.diff(after).lines()).contains(line);
    assertThat(after.fingerprint()).isNotEqualTo(before.fingerprint());
    assertThat(after.diff(after).isEmpty()).isTrue();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          GRANT SELECT ON orders TO pg_monitor                          | + grant SELECT on table public.orders to pg_monitor
          REVOKE EXECUTE ON FUNCTION f FROM PUBLIC                      | - grant EXECUTE on function public.f(a integer) to PUBLIC
          GRANT UPDATE (total) ON orders TO pg_monitor WITH GRANT OPTION | + grant UPDATE on column public.orders.total to pg_monitor WITH GRANT OPTION
          ALTER TABLE items OWNER TO pg_monitor                         | ~ owner table public.items postgres → pg_monitor
          ALTER DEFAULT PRIVILEGES GRANT SELECT ON TABLES TO pg_monitor | + default privilege SELECT on tables of postgres to pg_monitor
          ALTER POLICY po ON orders TO pg_monitor                       | ~ policy roles public.orders.po PUBLIC → pg_monitor
          """)
  void whoMayIsSaidAndNotCounted(String sql, String line) throws Exception {
    Schema before = schema();
    run(sql);
    Schema after = schema();
    assertThat(before.diff(after).lines()).contains(line);
    assertThat(after.fingerprint()).isEqualTo(before.fingerprint());
  }

  @Test
  void rowsAndSequencesCountForNothing() throws Exception {
    Schema before = schema();
    run("INSERT INTO orders (status) VALUES ('paid'); ANALYZE; REFRESH MATERIALIZED VIEW mv");
    assertThat(before.diff(schema()).lines()).isEmpty();
    assertThat(schema().fingerprint()).isEqualTo(before.fingerprint());
  }

  @Test
  void aFunctionsChangeIsShownLineByLine() throws Exception {
    Schema before = schema();
    run(
        "CREATE OR REPLACE FUNCTION tr() RETURNS trigger LANGUAGE plpgsql AS $$BEGIN\nRETURN OLD; END$$");
    assertThat(before.diff(schema()).lines())
        .containsExactly(
            "~ function public.tr()",
            "      CREATE OR REPLACE FUNCTION public.tr()",
            "       RETURNS trigger",
            "       LANGUAGE plpgsql",
            "    - AS $function$BEGIN RETURN NEW; END$function$",
            "    + AS $function$BEGIN",
            "    + RETURN OLD; END$function$");
  }

  @Test
  void theHistoryOfAToolCanBeLeftOut() throws Exception {
    String before = schema().fingerprint();
    run("CREATE TABLE history (id int PRIMARY KEY); CREATE INDEX ON history ((id + 1))");
    assertThat(schema().fingerprint()).isNotEqualTo(before);
    assertThat(schema().fingerprint(Set.of("public.history"))).isEqualTo(before);
  }

  private static Connection fresh(String name) throws SQLException {
    TestPostgres.run("postgres", "DROP DATABASE IF EXISTS " + name, "CREATE DATABASE " + name);
    // The driver would cut a text at semicolons, BEGIN ATOMIC or not.
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/%s?user=postgres&preferQueryMode=simple"
            .formatted(TestPostgres.parameters("postgres", name).port(), name));
  }

  private Schema schema() throws SQLException {
    return SchemaReader.read(this::rows, false);
  }

  private void run(String sql) throws SQLException {
    rows(sql);
  }

  private List<List<String>> rows(String sql) throws SQLException {
    try (Statement statement = session.createStatement()) {
      statement.setEscapeProcessing(false);
      List<List<String>> rows = new ArrayList<>();
      if (statement.execute(sql)) {
        try (ResultSet result = statement.getResultSet()) {
          String[] row = new String[result.getMetaData().getColumnCount()];
          while (result.next()) {
            for (int i = 0; i < row.length; i++) {
              row[i] = result.getString(i + 1);
            }
            rows.add(Arrays.asList(row.clone()));
          }
        }
      }
      return rows;
    }
  }
}
