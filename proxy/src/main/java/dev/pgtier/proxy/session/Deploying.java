package dev.pgtier.proxy.session;

import dev.pgtier.policies.deploy.DeployRun;
import dev.pgtier.policies.deploy.DeployRun.Answer;
import dev.pgtier.policies.deploy.DeployRun.Block;
import dev.pgtier.policies.deploy.DeployRun.Ended;
import dev.pgtier.policies.deploy.DeployRun.Failure;
import dev.pgtier.policies.deploy.DeployRun.Incoming;
import dev.pgtier.policies.deploy.DeployRun.Step;
import dev.pgtier.policies.script.CopyDigest;
import dev.pgtier.proxy.session.Pending.Kind;
import dev.pgtier.proxy.wire.BackendMessage;
import dev.pgtier.proxy.wire.BackendType;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.DataRow;
import dev.pgtier.proxy.wire.ErrorResponse;
import dev.pgtier.proxy.wire.Query;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A session of the deploy tier before the gate: each of its statements waits for the gate's answer,
 * and what the gate asks the server is sent among them, of which the client hears nothing.
 */
final class Deploying {
  private static final Logger log = LoggerFactory.getLogger(Deploying.class);
  private static final int FLAGS =
      Pending.HIDDEN | Pending.CAPTURED | Pending.HIDE_READY | Pending.HIDE_ERROR;

  private final DeployRun run;
  private final Executor files;
  private final Executor loop;
  private final ByteBufAllocator allocator;
  private final Pending pending;
  private final Outbox outbox;
  private Runnable again;
  private Consumer<Refusal> release;
  private Block block = Block.NONE;
  private byte status = 'I';

  // the message at hand
  private boolean asking;
  private Step decided;
  private CopyDigest copy;

  // the statement that was let go
  private boolean underway;
  private Optional<Failure> failure = Optional.empty();
  private OptionalLong rows = OptionalLong.empty();
  private boolean finished;

  // what the gate asks
  private List<String> questions = List.of();
  private final List<List<List<String>>> answers = new ArrayList<>();
  private List<List<String>> answer = new ArrayList<>();
  private Optional<Failure> refused = Optional.empty();
  private Consumer<Step> then;

  /**
   * Of one session.
   *
   * @param files runs what may read and write files
   * @param loop runs on the session's event loop
   */
  Deploying(
      DeployRun run,
      Executor files,
      Executor loop,
      ByteBufAllocator allocator,
      Pending pending,
      Outbox outbox) {
    this.run = run;
    this.files = files;
    this.loop = loop;
    this.allocator = allocator;
    this.pending = pending;
    this.outbox = outbox;
  }

  /**
   * Says whom to tell.
   *
   * @param again asks about the waiting message again
   * @param release lets the client hear ReadyForQuery, after the refusal where there is one
   */
  void tell(Runnable again, Consumer<Refusal> release) {
    this.again = again;
    this.release = release;
  }

  byte status() {
    return status;
  }

  Block block() {
    return block;
  }

  // the client's statements

  /**
   * What becomes of a statement: null to wait, {@link Step.Go} or {@link Step.Refuse}; asked again
   * for the same message until it is there.
   */
  Step decide(Supplier<Incoming> statement) {
    Step step = decided;
    decided = null;
    if (step != null) {
      if (step instanceof Step.Go) {
        underway = true;
        finished = false;
        failure = Optional.empty();
        rows = OptionalLong.empty();
      }
      return step;
    }
    if (!asking) {
      asking = true;
      Incoming incoming = statement.get();
      if (finished) {
        // In an unfinished pipeline nobody has told the gate how the last one ended.
        Ended ended = takeEnd();
        call(
            () -> run.ended(ended),
            done -> {
              if (done instanceof Step.Refuse) {
                decided(done);
              } else {
                call(() -> run.statement(incoming), this::decided);
              }
            });
      } else {
        call(() -> run.statement(incoming), this::decided);
      }
    }
    return null;
  }

  private void decided(Step step) {
    asking = false;
    decided = step;
    again.run();
  }

  /** COPY data of the client's. */
  void copyData(ByteBuf bytes, int index, int length) {
    if (copy == null) {
      copy = new CopyDigest();
    }
    byte[] data = new byte[length];
    bytes.getBytes(index, data);
    copy.update(data);
  }

  /** What becomes of the end of COPY data, as {@link #decide}. */
  Step copied() {
    Step step = decided;
    decided = null;
    if (step == null && !asking) {
      asking = true;
      String sha256 = (copy == null ? new CopyDigest() : copy).finish();
      copy = null;
      call(() -> run.copied(sha256), this::decided);
    }
    return step;
  }

  // what the server says

  /** The statement that was let go has ended well. */
  void completed(long count) {
    if (underway) {
      finished = true;
      rows = OptionalLong.of(count);
    }
  }

  /** It has failed. */
  void failed(ByteBuf bytes, int index, int length) {
    if (underway) {
      finished = true;
      failure = Optional.of(failure(bytes, index, length));
    }
  }

  /** It was canceled by a limit. */
  void failed(Refusal limit) {
    if (underway) {
      finished = true;
      failure = Optional.of(new Failure(limit.sqlState(), limit.message() + "; " + limit.detail()));
    }
  }

  private static Failure failure(ByteBuf bytes, int index, int length) {
    ErrorResponse error =
        (ErrorResponse)
            BackendMessage.decode(BackendType.ERROR_RESPONSE, bytes.slice(index, length));
    return new Failure(error.sqlState(), error.message());
  }

  /**
   * ReadyForQuery that the client is to hear.
   *
   * @return whether it waits for the gate, which then has it released
   */
  boolean holds(byte now) {
    became(now);
    if (!finished) {
      return false;
    }
    Ended ended = takeEnd();
    call(
        () -> run.ended(ended),
        step -> release.accept(step instanceof Step.Refuse no ? Refusal.gate(no) : null));
    return true;
  }

  private Ended takeEnd() {
    finished = false;
    underway = false;
    return new Ended(rows, failure, block);
  }

  private void became(byte now) {
    status = now;
    block =
        switch (now) {
          case 'T' -> Block.OPEN;
          case 'E' -> Block.FAILED;
          default -> Block.NONE;
        };
  }

  // what the gate asks the server

  /** Calls the gate, and does what it asks, until it answers otherwise. */
  private void call(Supplier<Step> gate, Consumer<Step> done) {
    try {
      files.execute(
          () -> {
            Step step;
            try {
              step = gate.get();
            } catch (RuntimeException e) {
              log.error("the gate failed", e);
              step =
                  new Step.Refuse(
                      "XX000",
                      "deploy.gate",
                      "the gate failed",
                      "",
                      "pgtier's log has the reason.");
            }
            Step next = step;
            loop.execute(() -> pursue(next, done));
          });
    } catch (RejectedExecutionException e) {
      done.accept(
          new Step.Refuse(
              "53400", "deploy.gate", "too much waits for the gate", "", "Try again in a moment."));
    }
  }

  private void pursue(Step step, Consumer<Step> done) {
    if (step instanceof Step.Ask ask) {
      questions = ask.statements();
      answers.clear();
      refused = Optional.empty();
      then = done;
      question();
    } else {
      done.accept(step);
    }
  }

  private void question() {
    answer = new ArrayList<>();
    ByteBuf bytes = allocator.buffer();
    new Query(questions.get(answers.size())).encode(bytes);
    pending.sent(Kind.QUERY, System.nanoTime(), null, FLAGS);
    outbox.write(bytes);
    outbox.flush();
  }

  /** A row that answers a question. */
  void row(ByteBuf bytes, int index, int length) {
    DataRow row = (DataRow) BackendMessage.decode(BackendType.DATA_ROW, bytes.slice(index, length));
    List<String> values = new ArrayList<>();
    row.values().forEach(value -> values.add(value.map(Bytes::toText).orElse(null)));
    answer.add(values);
  }

  /** A question has failed. */
  void questionFailed(ByteBuf bytes, int index, int length) {
    refused = Optional.of(failure(bytes, index, length));
  }

  /** A question has ended. */
  void questionEnded(byte now) {
    became(now);
    if (refused.isEmpty()) {
      answers.add(answer);
      if (answers.size() < questions.size()) {
        question();
        return;
      }
    }
    Answer all = new Answer(answers, refused, block);
    Consumer<Step> done = then;
    then = null;
    call(() -> run.answered(all), done);
  }

  /** The session is over. */
  void close() {
    try {
      files.execute(run::closed);
    } catch (RejectedExecutionException e) {
      log.warn("the gate is not told that a session is over", e);
    }
  }
}
