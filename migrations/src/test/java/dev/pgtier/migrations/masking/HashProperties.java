package dev.pgtier.migrations.masking;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.migrations.TestPostgres;
import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.UniqueElements;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** What a hash keeps of a set of values, calculated by a real server. */
class HashProperties {
  private static Session session;

  @BeforeContainer
  static void open() throws DatabaseException {
    session = TestPostgres.parameters("cloner", "postgres").connect("test");
    session.rows(HashKind.MAKE_KEY);
    session.execute(HashKind.MAKE_PERMUTE);
  }

  @AfterContainer
  static void close() throws DatabaseException {
    session.close();
  }

  @Property(tries = 60)
  void numbersStayDifferentOfTheirSignAndInTheirType(
      @ForAll @Size(min = 1, max = 200) @UniqueElements List<Integer> values) throws Exception {
    List<String> hashes = hashed("int4", "integer", values.toArray(Integer[]::new));
    assertThat(new HashSet<>(hashes)).hasSameSizeAs(values);
    for (int i = 0; i < values.size(); i++) {
      assertThat(Integer.parseInt(hashes.get(i)) < 0).isEqualTo(values.get(i) < 0);
    }
    assertThat(hashed("int4", "integer", values.toArray(Integer[]::new))).isEqualTo(hashes);
  }

  @Property(tries = 60)
  void largeNumbersStayDifferentAndOfTheirSign(
      @ForAll @Size(min = 1, max = 200) @UniqueElements List<Long> values) throws Exception {
    List<String> hashes = hashed("int8", "bigint", values.toArray(Long[]::new));
    assertThat(new HashSet<>(hashes)).hasSameSizeAs(values);
    for (int i = 0; i < values.size(); i++) {
      assertThat(Long.parseLong(hashes.get(i)) < 0).isEqualTo(values.get(i) < 0);
    }
  }

  @Property(tries = 60)
  void smallNumbersStayDifferentAndInTheirType(
      @ForAll @Size(min = 1, max = 200) @UniqueElements List<Short> values) throws Exception {
    List<String> hashes = hashed("int2", "smallint", values.toArray(Short[]::new));
    assertThat(new HashSet<>(hashes)).hasSameSizeAs(values);
    for (int i = 0; i < values.size(); i++) {
      assertThat(Short.parseShort(hashes.get(i)) < 0).isEqualTo(values.get(i) < 0);
    }
  }

  @Property(tries = 60)
  void textsAreEqualWhereTheyWere(@ForAll @Size(min = 1, max = 50) List<String> values)
      throws Exception {
    List<String> storable = values.stream().map(HashProperties::storable).toList();
    List<String> hashes = hashed("text", "text", storable.toArray(String[]::new));
    Set<String> distinct = new HashSet<>(storable);
    assertThat(new HashSet<>(hashes)).hasSameSizeAs(distinct);
    hashes.forEach(hash -> assertThat(hash).matches("[0-9a-f]{32}"));
    for (int i = 0; i < hashes.size(); i++) {
      assertThat(hashes.get(i)).isNotEqualTo(storable.get(i));
      assertThat(hashes.indexOf(hashes.get(i))).isEqualTo(storable.indexOf(storable.get(i)));
    }
  }

  /** PostgreSQL takes no NUL, and UTF-8 no half of a pair. */
  private static String storable(String text) {
    StringBuilder kept = new StringBuilder();
    text.codePoints()
        .filter(c -> c != 0 && (c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE))
        .forEach(kept::appendCodePoint);
    return kept.toString();
  }

  private static List<String> hashed(String type, String sql, Object[] values)
      throws DatabaseException, SQLException {
    String expression = HashKind.of(type, -1).orElseThrow().expression("value");
    return session
        .rows(
            "SELECT CAST((%s) AS %s) FROM unnest(CAST(? AS %s[])) WITH ORDINALITY u (value, place) ORDER BY place"
                .formatted(expression, sql, sql),
            session.connection().createArrayOf(type, values))
        .stream()
        .map(row -> row.get(0))
        .toList();
  }
}
