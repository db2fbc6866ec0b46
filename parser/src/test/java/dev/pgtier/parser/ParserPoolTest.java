package dev.pgtier.parser;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.parser.Refused.Reason;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(60)
class ParserPoolTest {
  /** A statement that takes seconds to parse. */
  private static final String SLOW = "select 1 in (1" + ",1".repeat(1_000_000) + ")";

  private ParserPool pool = pool(2, 64, Duration.ofSeconds(20));

  private static ParserPool pool(int threads, int queue, Duration deadline) {
    ParseLimits limits = ParseLimits.DEFAULT.withBytes(4 << 20);
    return ParserPool.open(new ParserPool.Options(threads, queue, deadline, limits));
  }

  private void reopen(int threads, int queue, Duration deadline) {
    pool.close();
    pool = pool(threads, queue, deadline);
  }

  @AfterEach
  void close() {
    pool.close();
  }

  @Test
  void manyStatementsAtOnceAreEachAnswered() {
    List<CompletableFuture<ParseResult>> answers =
        Stream.iterate(0, i -> i + 1).limit(60).map(i -> pool.parse("select " + i)).toList();

    for (int i = 0; i < answers.size(); i++) {
      ParseTree tree = (ParseTree) answers.get(i).join();
      assertThat(tree.statements().get(0).node().toString()).contains("A_Const");
    }
    assertThat(pool.parse("select from where").join()).isInstanceOf(SyntaxError.class);
  }

  @Test
  void aStatementThatTakesTooLongIsRefusedAndThePoolGoesOn() {
    reopen(1, 4, Duration.ofMillis(50));

    assertThat(reason(pool.parse(SLOW))).isEqualTo(Reason.DEADLINE);
    assertThat(eventually("select 1")).isInstanceOf(ParseTree.class);
  }

  @Test
  void whatWaitsBehindASlowStatementIsRefusedInTime() {
    reopen(1, 4, Duration.ofMillis(50));

    CompletableFuture<ParseResult> slow = pool.parse(SLOW);
    CompletableFuture<ParseResult> waiting = pool.parse(SLOW);

    assertThat(reason(slow)).isEqualTo(Reason.DEADLINE);
    assertThat(reason(waiting)).isEqualTo(Reason.DEADLINE);
  }

  @Test
  void whatIsRefusedInTimeLeavesTheQueue() {
    reopen(1, 1, Duration.ofSeconds(3));
    CountDownLatch end = new CountDownLatch(1);
    String list = "select 1 in (1" + ",1".repeat(10_000) + ")";
    CompletableFuture<Void> holdsTheThread = pool.parse(list).thenRun(() -> await(end));

    Awaitility.await().atMost(Duration.ofMinutes(1)).until(() -> pool.queued() == 0);
    assertThat(reason(pool.parse("select 1"))).isEqualTo(Reason.DEADLINE);
    assertThat(pool.queued()).isZero();

    end.countDown();
    holdsTheThread.join();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void theLookOverATextIsPartOfItsTime() {
    reopen(1, 4, Duration.ofNanos(1));
    String sql = "select 1" + " ".repeat(1_000);

    // Its time is over when it has been looked over: no thread has to say so.
    for (int i = 0; i < 200; i++) {
      CompletableFuture<ParseResult> answer = pool.parse(sql);
      assertThat(answer).isDone();
      assertThat(reason(answer)).isEqualTo(Reason.DEADLINE);
    }
  }

  @Test
  void aFullQueueRefusesAtOnce() {
    reopen(1, 2, Duration.ofSeconds(20));

    List<CompletableFuture<ParseResult>> answers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      answers.add(pool.parse(SLOW));
    }

    assertThat(answers)
        .filteredOn(CompletableFuture::isDone)
        .isNotEmpty()
        .allSatisfy(answer -> assertThat(reason(answer)).isEqualTo(Reason.QUEUE_FULL));
    pool.close();
    assertThat(answers).allSatisfy(answer -> assertThat(answer.join()).isInstanceOf(Refused.class));
  }

  @Test
  void aClosedPoolAnswersEverything() {
    reopen(1, 4, Duration.ofSeconds(20));
    CompletableFuture<ParseResult> running = pool.parse(SLOW);
    CompletableFuture<ParseResult> waiting = pool.parse(SLOW);

    pool.close();

    assertThat(reason(running)).isEqualTo(Reason.CLOSED);
    assertThat(reason(waiting)).isEqualTo(Reason.CLOSED);
    assertThat(reason(pool.parse("select 1"))).isEqualTo(Reason.CLOSED);
  }

  private ParseResult eventually(String sql) {
    ParseResult result = pool.parse(sql).join();
    for (int i = 0; i < 100 && result instanceof Refused; i++) {
      result = pool.parse(sql).join();
    }
    return result;
  }

  private static Reason reason(CompletableFuture<ParseResult> answer) {
    return ((Refused) answer.orTimeout(30, TimeUnit.SECONDS).join()).reason();
  }
}
