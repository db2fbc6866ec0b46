package dev.pgtier.migrations.clone;

import static dev.pgtier.migrations.clone.CloneFixture.hash;
import static dev.pgtier.migrations.clone.CloneFixture.rule;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.migrations.TestPostgres;
import dev.pgtier.migrations.masking.Mask;
import dev.pgtier.migrations.masking.MaskException;
import dev.pgtier.migrations.masking.MaskedColumn;
import java.util.List;
import org.junit.jupiter.api.Test;

class MaskingTest {
  private static final String PEOPLE =
      """
      CREATE TABLE people (id int PRIMARY KEY, email text NOT NULL UNIQUE, phone varchar(20), note text,
        born date, ref uuid DEFAULT gen_random_uuid(), photo bytea, shout text GENERATED ALWAYS AS (upper(email)) STORED)
      """;

  @Test
  void noOriginalValueIsLeftInAnyFileOfTheClone() throws Exception {
    CloneFixture shop =
        CloneFixture.of(
            "mask_files",
            PEOPLE,
            "CREATE INDEX ON people (lower(note))",
            "CREATE STATISTICS both_columns (mcv) ON note, phone FROM people",
            """
            INSERT INTO people (id, email, phone, note, photo)
              SELECT i, 'zqsecret' || i || '@mail', 'zqsecret' || i % 7, 'zqsecret' || i % 5, convert_to('zqsecret' || i, 'UTF8')
                FROM generate_series(1, 3000) i
            """,
            "UPDATE people SET note = 'zqsecret' || note, phone = 'zqsecret' WHERE id % 3 = 0",
            "DELETE FROM people WHERE id % 11 = 0",
            "CREATE VIEW addresses AS SELECT email FROM people",
            "CREATE MATERIALIZED VIEW outer_view AS SELECT email FROM addresses WHERE email LIKE '%1%'",
            "ANALYZE people",
            "ANALYZE outer_view");
    assertThat(TestPostgres.filesWith(shop.production, "zqsecret")).isNotEmpty();

    CloneReport report =
        shop.cloneAndReset(
            hash("public.people.email"),
            hash("public.people.phone"),
            rule("public.people.note", new Mask.Constant("a note")),
            hash("public.people.photo"));

    for (String database : List.of(shop.work, shop.work + "_base")) {
      assertThat(TestPostgres.filesWith(database, "zqsecret")).isEmpty();
      assertThat(TestPostgres.filesWith(database, "ZQSECRET")).isEmpty();
    }
    assertThat(
            shop.values(
                "SELECT count(DISTINCT email) = count(*) AND min(note) = 'a note' FROM people"))
        .containsExactly("t");
    assertThat(shop.values("SELECT count(*) > 1 AND bool_and(email !~ '@') FROM outer_view"))
        .containsExactly("t");
    assertThat(shop.values("SELECT bool_and(shout = upper(email)) FROM people"))
        .containsExactly("t");
    long rows = 3000 - 3000 / 11;
    assertThat(report.masked())
        .containsExactly(
            new MaskedColumn("public.people.email", "hash", rows, rows, rows, 0),
            new MaskedColumn("public.people.phone", "hash", rows, rows, rows, 0),
            new MaskedColumn("public.people.note", "constant", rows, rows, rows, 0),
            new MaskedColumn("public.people.photo", "hash", rows, rows, rows, 0));
    assertThat(shop.records).containsExactly(report);
  }

  @Test
  void keysStillMeetAcrossTables() throws Exception {
    CloneFixture shop =
        CloneFixture.of(
            "mask_keys",
            "CREATE TABLE customers (id int PRIMARY KEY CHECK (id > 0), name text)",
            "CREATE TABLE orders (id bigint GENERATED ALWAYS AS IDENTITY, customer int REFERENCES customers ON UPDATE SET NULL)",
            "COMMENT ON CONSTRAINT orders_customer_fkey ON orders IS 'who buys'",
            "INSERT INTO customers SELECT i, 'n' || i FROM generate_series(1, 2000) i",
            "INSERT INTO orders (customer) SELECT 1 + i % 500 FROM generate_series(1, 3000) i",
            "INSERT INTO orders (customer) VALUES (NULL)");
    shop.cloneAndReset(hash("public.customers.id"), hash("public.orders.customer"));
    assertThat(
            shop.values(
                "SELECT concat_ws(' ', count(*), count(DISTINCT customer)) FROM orders JOIN customers c ON customer = c.id"))
        .containsExactly("3000 500");
    assertThat(shop.values("SELECT count(*) FROM customers WHERE 'n' || id = name"))
        .containsExactly("0");
    assertThat(
            shop.values(
                "SELECT obj_description(oid, 'pg_constraint') || convalidated FROM pg_constraint WHERE contype = 'f'"))
        .containsExactly("who buystrue");
  }

  @Test
  void uniqueIntegersOfEachWidthStayUniqueAndOfTheirSign() throws Exception {
    CloneFixture shop =
        CloneFixture.of(
            "mask_integers",
            "CREATE TABLE n (small smallint UNIQUE, medium int UNIQUE, large bigint UNIQUE, signed int)",
            "INSERT INTO n SELECT i - 1, i - 1, i - 1, i - 2001 FROM generate_series(1, 5000) i",
            "INSERT INTO n (medium, large) VALUES (2147483647, 9223372036854775807)");
    shop.cloneAndReset(
        hash("public.n.small"),
        hash("public.n.medium"),
        hash("public.n.large"),
        hash("public.n.signed"));
    assertThat(
            shop.values(
                """
                SELECT concat_ws(' ', count(DISTINCT small), min(small) >= 0, count(DISTINCT medium),
                  min(medium) >= 0, count(DISTINCT large), min(large) >= 0, max(large) > 4611686018427387904,
                  count(DISTINCT signed), count(*) FILTER (WHERE signed < 0)) FROM n
                """))
        .containsExactly("5000 t 5001 t 5001 t t 5000 2000");
  }

  @Test
  void triggersRestAndAreAsBefore() throws Exception {
    CloneFixture shop =
        CloneFixture.of(
            "mask_triggers",
            "CREATE TABLE p (id int, name text) PARTITION BY LIST (id)",
            "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)",
            "CREATE TABLE p2 PARTITION OF p FOR VALUES IN (2)",
            "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RAISE EXCEPTION ''no''; END'",
            "CREATE TRIGGER a BEFORE UPDATE ON p FOR EACH ROW EXECUTE FUNCTION stop()",
            "CREATE TRIGGER b AFTER UPDATE ON p1 FOR EACH ROW EXECUTE FUNCTION stop()",
            "ALTER TABLE p1 ENABLE ALWAYS TRIGGER b",
            "CREATE TRIGGER c AFTER UPDATE ON p2 FOR EACH ROW EXECUTE FUNCTION stop()",
            "ALTER TABLE p2 DISABLE TRIGGER c",
            "INSERT INTO p VALUES (1, 'one'), (2, 'two')",
            "ALTER TABLE p ENABLE ROW LEVEL SECURITY",
            "ALTER TABLE p FORCE ROW LEVEL SECURITY");
    shop.cloneAndReset(hash("public.p.name"));
    assertThat(shop.values("SELECT count(*) FROM p WHERE name IN ('one', 'two')"))
        .containsExactly("0");
    assertThat(
            shop.values(
                "SELECT tgrelid::regclass || tgname || tgenabled::text FROM pg_trigger WHERE NOT tgisinternal ORDER BY 1"))
        .containsExactly("p1aO", "p1bA", "p2aO", "p2cD", "paO");
    assertThat(shop.values("SELECT relforcerowsecurity FROM pg_class WHERE oid = 'p'::regclass"))
        .containsExactly("t");
  }

  @Test
  void nullsStayNullsAndExpressionsSeeTheRow() throws Exception {
    CloneFixture shop =
        CloneFixture.of(
            "mask_expressions",
            "CREATE EXTENSION citext",
            "CREATE DOMAIN mail AS varchar(10) CHECK (VALUE <> '')",
            "CREATE TABLE t (id int, a text, b text, c text, d mail, e public.citext)",
            "INSERT INTO t VALUES (1, NULL, 'x', 'y', 'p@q', 'Ann'), (2, 'v', NULL, 'z', 'p@q', 'ann')");
    CloneReport report =
        shop.cloneAndReset(
            hash("public.t.a"),
            rule("public.t.b", new Mask.Expression("'row ' || id -- whose")),
            rule("public.t.c", new Mask.Null()),
            hash("public.t.d"),
            hash("public.t.e"));
    assertThat(
            shop.values(
                "SELECT concat_ws(' ', (a IS NULL) = (id = 1), b, c, length(d)) FROM t ORDER BY id"))
        .containsExactly("t row 1 10", "t row 2 10");
    assertThat(shop.values("SELECT count(DISTINCT d) || ' ' || count(DISTINCT e) FROM t"))
        .containsExactly("1 1");
    assertThat(report.masked().get(1))
        .isEqualTo(new MaskedColumn("public.t.b", "'row ' || id -- whose", 2, 1, 2, 0));
    assertThat(report.masked().get(2))
        .isEqualTo(new MaskedColumn("public.t.c", "null", 2, 2, 0, 0));
  }

  @Test
  void whatAnExpressionGivesBackIsCounted() throws Exception {
    CloneFixture shop =
        CloneFixture.of(
            "mask_unchanged",
            "CREATE TABLE t AS SELECT 'v' || i AS a FROM generate_series(1, 10) i");
    CloneReport report =
        shop.cloneAndReset(
            rule("public.t.a", new Mask.Expression("CASE WHEN a < 'v4' THEN a ELSE 'other' END")));
    assertThat(report.masked().get(0).unchanged()).isEqualTo(4);
  }

  @Test
  void twoClonesHashUnlike() throws Exception {
    CloneFixture shop =
        CloneFixture.of("mask_unlike", "CREATE TABLE t AS SELECT 'value' AS a, 5 AS n");
    shop.cloneAndReset(hash("public.t.a"), hash("public.t.n"));
    String first = shop.values("SELECT a || n FROM t").get(0);
    shop.cloneAndReset(hash("public.t.a"), hash("public.t.n"));
    assertThat(shop.values("SELECT a || n FROM t").get(0)).isNotEqualTo(first);
  }

  @Test
  void whatCannotBeMaskedIsRefusedBeforeAnythingIsCopied() {
    CloneFixture shop =
        CloneFixture.of(
            "mask_refused",
            PEOPLE,
            "CREATE VIEW v AS SELECT email FROM people",
            "CREATE TABLE pets (owner text REFERENCES people (email), stamp timestamp)",
            "CREATE TABLE part (x text) PARTITION BY LIST (x)",
            "CREATE TABLE part1 PARTITION OF part DEFAULT");
    refused(shop, "there is no table public.peple", hash("public.peple.email"));
    refused(shop, "has no column mail; it has id, email, phone", hash("public.people.mail"));
    refused(shop, "it is a view", hash("public.v.email"));
    refused(shop, "the column is generated", hash("public.people.shout"));
    refused(shop, "the column is NOT NULL", rule("public.people.email", new Mask.Null()));
    refused(shop, "the column is of type date", hash("public.people.born"));
    refused(shop, "name the parent table", hash("public.part1.x"));
    refused(shop, "foreign key pets_owner_fkey of public.pets", hash("public.people.email"));
    refused(shop, "foreign key pets_owner_fkey refers to", hash("public.pets.owner"));
    refused(
        shop,
        "cannot be computed: column \"nme\" does not exist (42703)",
        rule("public.people.note", new Mask.Expression("nme")));
    refused(
        shop,
        "cannot be computed: syntax error at or near",
        rule("public.people.note", new Mask.Expression("note ||")));
    refused(
        shop,
        "cannot be computed: a value does not fit (22P02)",
        rule("public.people.id", new Mask.Constant("forty")));
    assertThat(shop.databases()).isEmpty();
    assertThat(shop.records).isEmpty();
  }

  @Test
  void aMaskThatFailsOnTheRowsLeavesNoClone() {
    CloneFixture shop =
        CloneFixture.of(
            "mask_fails",
            "CREATE TABLE t (a text, b int CHECK (b < 10))",
            "INSERT INTO t VALUES ('private words', 1)");
    assertThatThrownBy(
            () -> shop.cloneNow(rule("public.t.b", new Mask.Expression("CAST(a AS int)"))))
        .hasMessageContaining("22P02")
        .hasMessageNotContaining("private words");
    assertThatThrownBy(() -> shop.cloneNow(rule("public.t.b", new Mask.Expression("b * 20"))))
        .hasMessageContaining("t_b_check");
    assertThat(shop.databases()).isEmpty();
  }

  @Test
  void statisticsOfATableWithoutRowsAreNotLeft() throws Exception {
    CloneFixture shop =
        CloneFixture.of(
            "mask_empty",
            "CREATE TABLE t AS SELECT 'zqkept' || i % 3 AS a FROM generate_series(1, 100) i",
            "CREATE INDEX ON t (upper(a))",
            "ANALYZE t",
            "DELETE FROM t");
    shop.cloneAndReset(hash("public.t.a"));
    assertThat(TestPostgres.filesWith(shop.work, "zqkept")).isEmpty();
    assertThat(TestPostgres.filesWith(shop.work, "ZQKEPT")).isEmpty();
  }

  private static void refused(
      CloneFixture shop, String why, dev.pgtier.migrations.masking.MaskRule rule) {
    assertThatThrownBy(() -> shop.cloneNow(rule))
        .isInstanceOf(MaskException.class)
        .hasMessageContaining(why);
  }
}
