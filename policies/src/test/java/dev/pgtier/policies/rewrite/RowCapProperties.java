package dev.pgtier.policies.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.parser.ParseTree;
import dev.pgtier.parser.lexer.Shape;
import dev.pgtier.parser.lexer.ShapeKey;
import dev.pgtier.policies.decision.Corpus;
import dev.pgtier.policies.rewrite.RowCap.Insertion;
import dev.pgtier.policies.rewrite.RowCap.NotRewritten;
import dev.pgtier.policies.rewrite.RowCap.Reason;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.stream.Stream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Assume;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;

/** What must hold of insertions, for what real clients send and for texts of the same shape. */
final class RowCapProperties {
  private static final int ROWS = 1_000;
  private static final int LONGEST = 1_500;

  /** What only JSqlParser's eyes say of a text: it may stumble over a constant. */
  private static final Set<Reason> STUMBLES =
      EnumSet.of(Reason.UNREADABLE, Reason.DISAGREEMENT, Reason.TOO_LONG);

  private static final List<String> LISTS =
      List.of(
          "select * from t where a in (1) and b = 'x';",
          "select * from t where a in (1, 2, 3) order by 1 offset 2",
          "select a in (1, 2), b from t where c not in (7) union all select 1, 2 -- c",
          "with x as (select 1 where 1 in (2, 3)) select * from x where y in (4) ; ;",
          "select * from t where a in (1, 2) and b in ('x', 'y') and d = 1.5 and e = $1");

  private static final List<String> STATEMENTS =
      Stream.concat(
              Corpus.benign().stream().map(Corpus.Benign::sql).filter(s -> s.length() < LONGEST),
              LISTS.stream())
          .distinct()
          .toList();

  private static final Caps CAPS = new Caps();
  private static final ShapeKey KEY = ShapeKey.random();

  @AfterContainer
  static void close() {
    CAPS.close();
  }

  @Provide
  Arbitrary<String> statements() {
    return Arbitraries.of(STATEMENTS);
  }

  @Property(tries = 500)
  void theInsertionOfAShapeIsThatOfEachOfItsTexts(
      @ForAll("statements") String sql, @ForAll long seed) {
    Assume.that(CAPS.cap(sql, ROWS).orElse(null) instanceof Insertion);
    Insertion insertion = (Insertion) CAPS.cap(sql, ROWS).orElseThrow();
    String variant = Variants.of(sql, new Random(seed));
    Assume.that(shape(variant).equals(shape(sql)));

    String capped = CAPS.apply(variant, insertion);
    CAPS.assertOnlyALimit(variant, capped, insertion, ROWS);
    RowCap whole = CAPS.cap(variant, ROWS).orElseThrow();
    if (whole instanceof NotRewritten not) {
      assertThat(not.reason()).as(variant).isIn(STUMBLES);
    } else {
      assertThat(whole).as(variant).isEqualTo(insertion);
      assertThat(CAPS.apply(variant, (Insertion) whole)).isEqualTo(capped);
    }
  }

  @Property(tries = 300)
  void whatIsNotCappedForItsTreeIsNotCappedInAnyTextOfItsShape(
      @ForAll("statements") String sql, @ForAll long seed) {
    RowCap cap = CAPS.cap(sql, ROWS).orElseThrow();
    Assume.that(cap instanceof NotRewritten not && !STUMBLES.contains(not.reason()));
    String variant = Variants.of(sql, new Random(seed));
    Assume.that(shape(variant).equals(shape(sql)) && CAPS.parse(variant) instanceof ParseTree);
    assertThat(CAPS.cap(variant, ROWS).orElseThrow()).isEqualTo(cap);
  }

  private static Shape shape(String sql) {
    byte[] utf8 = sql.getBytes(StandardCharsets.UTF_8);
    Shape shape = Shape.of(utf8, 0, utf8.length, KEY);
    Assume.that(shape != null);
    return shape;
  }
}
