package dev.pgtier.policies.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.parser.ParseTree;
import dev.pgtier.parser.PostgresParser;
import dev.pgtier.parser.Refused;
import dev.pgtier.policies.analysis.Analyzer;
import dev.pgtier.policies.analysis.Script;
import dev.pgtier.policies.rewrite.RowCap.Insertion;
import dev.pgtier.policies.rewrite.RowCap.NotRewritten;
import dev.pgtier.policies.rewrite.RowCap.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The capper's edges: large numbers, hostile texts, a PostgreSQL parser that gives no answer. */
@Timeout(120)
final class RowCapperTest {
  private static final String SQL = "select a from t";

  @ParameterizedTest
  @ValueSource(longs = {1, 1_000, Integer.MAX_VALUE - 1L, Integer.MAX_VALUE, Long.MAX_VALUE - 1})
  void everyCapThatATierMayHaveIsAConstantOfTheGrammar(long rows) {
    try (Caps caps = new Caps()) {
      Insertion insertion = (Insertion) caps.cap(SQL, rows).orElseThrow();
      assertThat(caps.apply(SQL, insertion)).isEqualTo(SQL + " LIMIT " + (rows + 1));
    }
  }

  @Test
  void noCapIsNoCap() {
    try (Caps caps = new Caps()) {
      assertThatThrownBy(() -> caps.cap(SQL, 0)).isInstanceOf(IllegalArgumentException.class);
      assertThatThrownBy(() -> caps.cap(SQL, Long.MAX_VALUE))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void aLongTextIsCountedAndNotRead() {
    String list = "select * from t where a in (" + "1,".repeat(100_000) + "2)";
    try (Caps caps = new Caps()) {
      assertThat(reason(caps, list)).isEqualTo(Reason.TOO_LONG);
    }
  }

  @Test
  void whatTakesTooLongIsCounted() {
    String list = "select " + "a,".repeat(30_000) + "b from t";
    try (Caps caps = new Caps(new RowCapper.Options(1, 16, Duration.ofNanos(1), 64 << 10))) {
      assertThat(reason(caps, list)).isEqualTo(Reason.DEADLINE);
    }
  }

  @Test
  void hostileTextsAreAnsweredAndTheNextOneIsCapped() {
    List<String> hostile =
        List.of(
            "select " + "(".repeat(300) + "1" + ")".repeat(300),
            "select " + "array[".repeat(80) + "1" + "]".repeat(80),
            "select * from " + "(select * from ".repeat(80) + "t" + ") s".repeat(80),
            "(".repeat(200) + "select 1" + " union select 2)".repeat(200),
            "select * from t where " + "a = 1 and ".repeat(5_000) + "true",
            "select * from t where a in (" + "1,".repeat(20_000) + "2)",
            "select '" + "x".repeat(60_000) + "'",
            "select 1 " + "/* x */ ".repeat(7_000) + "from t");
    try (Caps caps = new Caps()) {
      for (String sql : hostile) {
        // Refused by PostgreSQL's parser on a shallow stack, capped or counted; never a failure.
        caps.cap(sql, 10)
            .filter(NotRewritten.class::isInstance)
            .map(NotRewritten.class::cast)
            .ifPresent(not -> assertThat(not.reason()).isNotEqualTo(Reason.FAILED));
        assertThat(caps.cap(SQL, 10).orElseThrow()).isInstanceOf(Insertion.class);
      }
    }
  }

  @Test
  void withoutPostgresNothingIsRewritten() {
    ParseTree tree = (ParseTree) new PostgresParser().parse(SQL);
    Script script = (Script) Analyzer.read(tree);
    Refused refused = new Refused(Refused.Reason.QUEUE_FULL, "full");
    try (RowCapper busy =
            new RowCapper(Caps.PATIENT, sql -> CompletableFuture.completedFuture(refused));
        RowCapper broken =
            new RowCapper(
                Caps.PATIENT,
                sql -> CompletableFuture.failedFuture(new IllegalStateException("broken")));
        RowCapper wrong =
            new RowCapper(Caps.PATIENT, sql -> CompletableFuture.completedFuture(tree))) {
      assertThat(busy.cap(SQL, tree, script, 10).join())
          .isEqualTo(new NotRewritten(Reason.BUSY, "full"));
      assertThat(((NotRewritten) broken.cap(SQL, tree, script, 10).join()).reason())
          .isEqualTo(Reason.FAILED);
      assertThat(((NotRewritten) wrong.cap(SQL, tree, script, 10).join()).reason())
          .isEqualTo(Reason.OTHER_TREE);
    }
  }

  private static Reason reason(Caps caps, String sql) {
    return ((NotRewritten) caps.cap(sql, 10).orElseThrow()).reason();
  }
}
