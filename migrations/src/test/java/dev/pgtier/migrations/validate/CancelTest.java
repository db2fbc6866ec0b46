package dev.pgtier.migrations.validate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.migrations.TestPostgres;
import dev.pgtier.migrations.file.MigrationFile;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Who gives up a validation gets no report, soon, whatever it is at. */
class CancelTest {
  private static final long PATIENCE_SECONDS = 60;
  private static final int LINES = 400_000;

  @TempDir private static Path directory;
  private static ValidateFixture shop;

  @BeforeAll
  static void open() throws Exception {
    shop = new ValidateFixture(directory);
  }

  @AfterAll
  static void close() {
    shop.close();
  }

  /** Remembers what it was told, and what stops what runs now. */
  private static final class Stopping implements Watcher {
    private final String at;
    private final List<String> steps = new ArrayList<>();
    private Runnable stop = () -> {};
    private boolean cancelled;

    /**
     * Stops by itself before a step's statement is sent, when to ask the server once would be too
     * early.
     *
     * @param at how the step begins; "never" for nowhere
     */
    Stopping(String at) {
      this.at = at;
    }

    @Override
    public synchronized void step(String what) {
      steps.add(what);
    }

    @Override
    public synchronized void onCancel(Runnable next) {
      stop = next;
      if (!steps.isEmpty() && steps.get(steps.size() - 1).startsWith(at)) {
        now();
      }
    }

    @Override
    public synchronized boolean cancelled() {
      return cancelled;
    }

    synchronized void now() {
      cancelled = true;
      stop.run();
    }

    synchronized List<String> steps() {
      return List.copyOf(steps);
    }
  }

  @Test
  void statementThatIsJustGoingToRun() throws Exception {
    MigrationFile file = shop.file("file.sql", "SELECT 1;\nSELECT pg_sleep(600);");
    Stopping watcher = new Stopping("statement 2");
    assertCancelled(validate(file, watcher));
    assertThat(watcher.steps()).contains("statement 2 of 2, SELECT");
  }

  /** The server waits for data then, and sees no cancel request until some comes. */
  @Test
  void copyWhoseDataIsJustGoingToBeSent() throws Exception {
    MigrationFile file =
        shop.file("file.sql", "COPY events FROM STDIN;\n" + "7\tx\n".repeat(LINES) + "\\.\n");
    Stopping watcher = new Stopping("statement 1");
    assertCancelled(validate(file, watcher));
    assertThat(watcher.steps()).contains("statement 1 of 1, COPY FROM");
  }

  /** The server works on the first row then, and takes no more data than its buffers hold. */
  @Test
  void copyWhoseDataIsBeingSent() throws Exception {
    MigrationFile file =
        shop.file(
            "file.sql",
            """
            CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
              PERFORM pg_sleep(600); RETURN NEW; END $$;
            CREATE TRIGGER slow BEFORE INSERT ON events FOR EACH ROW EXECUTE FUNCTION slow();
            COPY events FROM STDIN;
            """
                + "7\t"
                + "x".repeat(1_000)
                + "\n"
                + "8\tx\n".repeat(LINES)
                + "\\.\n");
    Stopping watcher = new Stopping("never");
    CompletableFuture<Void> validation = validate(file, watcher);
    awaitCopying(validation);
    watcher.now();
    assertCancelled(validation);
  }

  private static CompletableFuture<Void> validate(MigrationFile file, Watcher watcher) {
    Validator validator = shop.validator(true);
    return CompletableFuture.runAsync(
        () -> {
          try {
            validator.validate(file, "test", watcher);
          } catch (ValidationException e) {
            throw new IllegalStateException(e.getMessage(), e);
          }
        });
  }

  private static void assertCancelled(CompletableFuture<Void> validation) {
    assertThatThrownBy(() -> validation.get(PATIENCE_SECONDS, TimeUnit.SECONDS))
        .isInstanceOf(ExecutionException.class)
        .hasRootCauseMessage("the validation was cancelled")
        .hasRootCauseInstanceOf(ValidationException.class);
    assertThat(
            TestPostgres.values(
                "postgres",
                "SELECT datname FROM pg_database WHERE datname LIKE 'validating\\_v\\_%'"))
        .isEmpty();
  }

  private static void awaitCopying(CompletableFuture<Void> validation) throws Exception {
    String sql =
        "SELECT query FROM pg_stat_activity WHERE query LIKE 'COPY events%' AND wait_event = 'PgSleep'";
    long end = System.nanoTime() + Duration.ofSeconds(PATIENCE_SECONDS).toNanos();
    while (TestPostgres.values("postgres", sql).isEmpty()) {
      assertThat(validation).as("the validation, which should be at its COPY").isNotDone();
      assertThat(System.nanoTime()).as("no COPY sleeps").isLessThan(end);
      Thread.sleep(20);
    }
  }
}
