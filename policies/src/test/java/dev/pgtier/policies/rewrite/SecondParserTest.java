package dev.pgtier.policies.rewrite;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.policies.rewrite.RowCap.NotRewritten;
import dev.pgtier.policies.rewrite.RowCap.Reason;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import net.sf.jsqlparser.parser.ParseException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The wall around JSqlParser: whatever happens behind it, there is an answer. */
@Timeout(60)
final class SecondParserTest {
  private static final Duration LONG = Duration.ofSeconds(50);
  private static final Duration SHORT = Duration.ofMillis(1);

  @Test
  void everyThrowableIsAnAnswerAndTheThreadGoesOn() {
    try (SecondParser parser = new SecondParser(1, 4, LONG)) {
      assertThat(reason(parser, throwing(new AssertionError("broken")))).isEqualTo(Reason.FAILED);
      assertThat(reason(parser, throwing(new OutOfMemoryError()))).isEqualTo(Reason.FAILED);
      assertThat(reason(parser, throwing(new IllegalStateException()))).isEqualTo(Reason.FAILED);
      assertThat(reason(parser, throwing(new StackOverflowError()))).isEqualTo(Reason.UNREADABLE);
      assertThat(
              reason(
                  parser,
                  reading -> {
                    throw new ParseException("no");
                  }))
          .isEqualTo(Reason.UNREADABLE);
      assertThat(parser.ask(reading -> Optional.empty()).join()).isEmpty();
    }
  }

  @Test
  void whatNeverEndsIsAnsweredByTheDeadlineAndStopped() throws InterruptedException {
    CountDownLatch release = new CountDownLatch(1);
    CompletableFuture<Exception> stopped = new CompletableFuture<>();
    try (SecondParser parser = new SecondParser(1, 4, SHORT)) {
      Optional<NotRewritten> said =
          parser
              .ask(
                  reading -> {
                    release.await();
                    try {
                      reading.statements("select 1");
                    } catch (ParseException e) {
                      stopped.complete(e);
                    }
                    return Optional.empty();
                  })
              .join();
      assertThat(said.orElseThrow().reason()).isEqualTo(Reason.DEADLINE);
      release.countDown();
      assertThat(stopped.join()).hasMessage("stopped");
    }
  }

  @Test
  void aParseThatIsUnderWayGivesUp() {
    String sql = "select " + "a,".repeat(30_000) + "b from t";
    SecondReading reading = new SecondReading();
    CompletableFuture<Void> parse =
        CompletableFuture.runAsync(
            () -> {
              try {
                while (true) {
                  reading.statements(sql);
                }
              } catch (ParseException e) {
                throw new IllegalStateException(e);
              }
            });
    reading.stop();
    assertThatThrownBy(parse::join).hasRootCauseInstanceOf(ParseException.class);
  }

  @Test
  void whatFindsNoRoomIsAnsweredAtOnce() {
    CountDownLatch release = new CountDownLatch(1);
    try (SecondParser parser = new SecondParser(1, 1, LONG)) {
      SecondParser.Question waits =
          reading -> {
            release.await();
            return Optional.empty();
          };
      CompletableFuture<Optional<NotRewritten>> running = parser.ask(waits);
      CompletableFuture<Optional<NotRewritten>> queued = parser.ask(waits);
      assertThat(reason(parser, waits)).isEqualTo(Reason.BUSY);
      release.countDown();
      assertThat(running.join()).isEmpty();
      assertThat(queued.join()).isEmpty();
    }
  }

  @Test
  void afterItsEndItIsBusy() {
    SecondParser parser = new SecondParser(1, 1, LONG);
    parser.close();
    assertThat(reason(parser, reading -> Optional.empty())).isEqualTo(Reason.BUSY);
  }

  @Test
  void whoWaitsWhenItEndsIsAnswered() {
    SecondParser parser = new SecondParser(1, 4, LONG);
    SecondParser.Question waits =
        reading -> {
          new CountDownLatch(1).await();
          return Optional.empty();
        };
    CompletableFuture<Optional<NotRewritten>> running = parser.ask(waits);
    CompletableFuture<Optional<NotRewritten>> queued = parser.ask(waits);
    parser.close();
    assertThat(running.join()).isPresent();
    assertThat(queued.join()).isPresent();
  }

  private static Reason reason(SecondParser parser, SecondParser.Question question) {
    return parser.ask(question).join().orElseThrow().reason();
  }

  private static SecondParser.Question throwing(Throwable failure) {
    return reading -> {
      if (failure instanceof Error error) {
        throw error;
      }
      throw (Exception) failure;
    };
  }
}
