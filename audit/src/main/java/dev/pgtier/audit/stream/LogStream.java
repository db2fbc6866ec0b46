package dev.pgtier.audit.stream;

import java.io.Closeable;
import java.io.IOException;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Sends a log elsewhere on a thread of its own. It only reads the log's files, so that a receiver
 * that is slow or away makes it lag and nothing else. Each record is sent at least once: after a
 * failure or a restart some may come again.
 */
public final class LogStream implements Closeable {
  private static final long BATCH_BYTES = 1 << 20;
  private static final long POLL_MILLIS = 250;
  private static final long LONGEST_PAUSE_MILLIS = 15_000;
  private static final long SAVE_NANOS = TimeUnit.SECONDS.toNanos(1);
  private static final long PATIENCE_MILLIS = 3_000;

  private final StreamOptions options;
  private final Sink sink;
  private final Follower follower;
  private final Shaper shaper;
  private final PositionFile position;
  private final Thread thread;
  private final CountDownLatch stopping = new CountDownLatch(1);
  private long taken;

  /** Everything up to this record was sent. */
  private long sent;

  private long saved;
  private boolean failing;
  private volatile boolean abandoned;

  private LogStream(StreamOptions options, Sink sink, PositionFile position, long after) {
    this.options = options;
    this.sink = sink;
    this.position = position;
    this.follower = new Follower(options.directory(), after);
    this.taken = after;
    this.sent = after;
    this.shaper =
        switch (options.format()) {
          case NATIVE -> new NativeShaper();
          case OCSF -> new OcsfShaper(options.version(), InstantSource.system());
        };
    this.thread = new Thread(this::run, "pgtier-audit-stream");
    this.thread.setDaemon(true);
  }

  /**
   * Begins behind what was sent before, or, the first time, with what is written from now on.
   *
   * @throws IOException with a sentence for whoever started the program
   */
  public static LogStream start(StreamOptions options) throws IOException {
    PositionFile position = new PositionFile(options.position());
    OptionalLong before = position.read();
    long newest = Follower.newest(options.directory());
    // A position beyond the log's end is another log's: of this one nothing was sent yet.
    long after = before.isEmpty() ? newest : before.getAsLong() > newest ? 0 : before.getAsLong();
    position.write(after);
    LogStream stream = new LogStream(options, StreamTarget.open(options.target()), position, after);
    stream.thread.start();
    return stream;
  }

  private void run() {
    boolean last;
    do {
      // What stood there when it was told to stop is still read.
      last = isStopping();
      drain();
      if (!last) {
        pause(POLL_MILLIS);
      }
    } while (!abandoned && !last);
    // A line is read at the second look.
    drain();
    try {
      position.write(sent);
    } catch (IOException e) {
      options.metrics().failed("the position was not written: " + e.getMessage());
    }
  }

  private void drain() {
    try {
      boolean more;
      do {
        more = step();
        options.metrics().behind(follower.behind());
      } while (more && !abandoned);
      failing = false;
    } catch (IOException | RuntimeException e) {
      fail(e);
    }
  }

  /** Sends what is there, at most a batch; false where nothing was. */
  private boolean step() throws IOException {
    if (abandoned) {
      return false;
    }
    List<Message> messages = new ArrayList<>();
    List<Follower.Line> lines = follower.poll(BATCH_BYTES);
    for (Follower.Line line : lines) {
      messages.addAll(shaper.take(line));
      taken = line.seq();
    }
    messages.addAll(shaper.overdue());
    if (!messages.isEmpty() && !send(messages)) {
      return false;
    }
    sent = shaper.done(taken);
    if (System.nanoTime() - saved > SAVE_NANOS) {
      position.write(sent);
      saved = System.nanoTime();
    }
    return !lines.isEmpty();
  }

  /** Until it worked; false where it was given up because the program stops. */
  private boolean send(List<Message> messages) {
    long pause = POLL_MILLIS;
    while (!abandoned) {
      try {
        sink.send(messages);
        failing = false;
        options.metrics().sent(messages.size());
        return true;
      } catch (IOException e) {
        fail(e);
        // Who stops does not wait for a receiver that is away.
        abandoned |= pause(pause);
        pause = Math.min(LONGEST_PAUSE_MILLIS, pause * 2);
      }
    }
    return false;
  }

  private void fail(Exception why) {
    if (!failing) {
      failing = true;
      options.metrics().failed(why.getMessage() == null ? why.toString() : why.getMessage());
    }
  }

  private boolean isStopping() {
    return stopping.getCount() == 0;
  }

  /** Waits; true at once where the program stops. */
  private boolean pause(long millis) {
    try {
      return stopping.await(millis, TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      abandoned = true;
      return true;
    }
  }

  /** Sends what is in the log by now, for a few seconds at most, and remembers how far it got. */
  @Override
  public void close() {
    stopping.countDown();
    try {
      thread.join(PATIENCE_MILLIS);
      abandoned = true;
      sink.close();
      thread.join(PATIENCE_MILLIS);
      follower.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      options.metrics().failed("it does not close: " + e.getMessage());
    }
  }
}
