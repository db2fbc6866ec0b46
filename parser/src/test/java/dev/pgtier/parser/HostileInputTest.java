package dev.pgtier.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.parser.Refused.Reason;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Texts made to take a parser's time, stack or memory: answered or refused, and the pool lives. */
@Timeout(120)
class HostileInputTest {
  private static final int THREADS = 2;
  private static ParserPool pool;

  @BeforeAll
  static void open() {
    pool =
        ParserPool.open(
            new ParserPool.Options(
                THREADS, 64, Duration.ofMillis(250), ParseLimits.DEFAULT.withBytes(2 << 20)));
  }

  @AfterAll
  static void close() {
    pool.close();
  }

  static List<String> hostile() {
    return List.of(
        "select " + "(".repeat(100_000) + "1" + ")".repeat(100_000),
        "select " + "(".repeat(4_000) + "1" + ")".repeat(4_000),
        "select 1 from t where a in (1" + ",1".repeat(500_000) + ")",
        "select 1" + "+1".repeat(100_000),
        "select 'a'" + "||'a'".repeat(3_000),
        "select " + "- ".repeat(100_000) + "1",
        "select " + "not ".repeat(5_000) + "true",
        "select * from " + "(select * from ".repeat(3_000) + "t" + ") x".repeat(3_000),
        "select " + "case when ".repeat(5_000) + "true" + " then 1 end".repeat(5_000),
        "select 1" + " union all select 1".repeat(20_000),
        "with a as (".repeat(5_000) + "select 1" + ") select 1".repeat(5_000),
        "select a" + "[1]".repeat(100_000),
        "select " + "$1,".repeat(300_000) + "1",
        "select '" + "x".repeat(2_000_000) + "'",
        "select " + "9".repeat(1_000_000),
        "select " + "a".repeat(1_000_000),
        "select 'a'" + "\n'b'".repeat(200_000),
        "select " + "$a$b".repeat(200_000),
        "select 1;".repeat(200_000),
        "select U&'" + "\\0041".repeat(300_000) + "'",
        "select 'a'" + " --\n".repeat(200_000) + "'b'");
  }

  @ParameterizedTest
  @MethodSource("hostile")
  void isAnsweredOrRefusedAndThePoolLives(String sql) {
    // On every thread at once, so that none is left that did not meet it.
    List<CompletableFuture<ParseResult>> answers =
        IntStream.range(0, THREADS).mapToObj(i -> pool.parse(sql)).toList();

    for (CompletableFuture<ParseResult> answer : answers) {
      if (answer.orTimeout(60, TimeUnit.SECONDS).join() instanceof Refused refused) {
        assertThat(refused.reason()).isIn(Reason.DEADLINE, Reason.TOO_DEEP, Reason.OUT_OF_MEMORY);
      }
    }
    assertAlive();
  }

  static Stream<Refused> refusedBeforeParsing() {
    return Stream.of(
        new Refused(Reason.COMMENTS_TOO_DEEP, "/*".repeat(20_000) + "*/".repeat(20_000)),
        // Quadratic on the server too, although nothing is nested.
        new Refused(Reason.COMMENTS_TOO_DEEP, "/**/".repeat(20_000) + "select 1"),
        new Refused(Reason.COMMENTS_TOO_DEEP, "select 1 " + "+/*".repeat(20_000)),
        new Refused(Reason.OPERATOR_TOO_LONG, "select 1 " + "+".repeat(400_000) + "1"),
        new Refused(Reason.OPERATOR_TOO_LONG, "select 1 " + "@".repeat(64) + "1"),
        new Refused(Reason.NUL, "select '\0'"),
        new Refused(Reason.NUL, "\0"),
        new Refused(Reason.LONE_SURROGATE, "select '\ud83d'"),
        new Refused(Reason.LONE_SURROGATE, "select \ude00"),
        new Refused(Reason.LONE_SURROGATE, "--\ud83d\ud83d\ude00"),
        new Refused(Reason.TOO_LONG, "é".repeat((1 << 20) + 1)),
        new Refused(Reason.TOO_LONG, " ".repeat((2 << 20) + 1)));
  }

  /** The message is the statement here. */
  @ParameterizedTest
  @MethodSource("refusedBeforeParsing")
  void isRefusedBeforeItTakesAThread(Refused expected) {
    CompletableFuture<ParseResult> answer = pool.parse(expected.message());

    assertThat(answer).isDone();
    assertThat(((Refused) answer.join()).reason()).isEqualTo(expected.reason());
  }

  @Test
  void whatOnlyLooksHostileIsParsed() {
    List<String> harmless =
        List.of(
            "-- " + "-".repeat(500) + "\nselect 1",
            "/*" + "*".repeat(500) + "*/ select 1",
            "/*" + "=".repeat(500) + "\n * x\n*/ select 1",
            "select '"
                + "/*".repeat(500)
                + "', $$"
                + "+".repeat(500)
                + "$$, \""
                + "*".repeat(50)
                + "\"",
            "select E'\\'" + "/*".repeat(500) + "'",
            "select 1" + "/* a */ + 1".repeat(100),
            "select 1 " + "@".repeat(63) + " 1",
            "/*".repeat(16) + "*/".repeat(16) + "select 1",
            "select $x$ '\"/* $x$ || $é$ $é$ || a$b$c$ from t",
            "select '\ud83d\ude00'");

    assertThat(harmless)
        .allSatisfy(sql -> assertThat(eventually(sql)).isNotInstanceOf(Refused.class));
  }

  private static void assertAlive() {
    for (int i = 0; i < 2 * THREADS; i++) {
      assertThat(eventually("select 1")).isInstanceOf(ParseTree.class);
    }
  }

  /** Under load the deadline may pass while a new parser is made. */
  private static ParseResult eventually(String sql) {
    ParseResult result = pool.parse(sql).join();
    for (int i = 0;
        i < 200 && result instanceof Refused refused && refused.reason() == Reason.DEADLINE;
        i++) {
      result = pool.parse(sql).join();
    }
    return result;
  }
}
