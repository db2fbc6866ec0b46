package dev.pgtier.audit;

import dev.pgtier.audit.chain.LogFile;
import dev.pgtier.audit.seal.Checkpoint;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/**
 * Signs where the chain stands, after making it safe on disk, so that a checkpoint never tells of
 * records that a power cut took. It has a thread of its own: who appends does not wait for it.
 */
final class Sealer implements Runnable {
  /** A signature takes a core a millisecond or two: no more than a few a second. */
  private static final long LEAST_BETWEEN = 250_000_000L;

  private static final long TICK = 500_000_000L;

  private final AuditOptions options;
  private final Opener opener;
  private final KeyRing keys;
  private final List<Courier> couriers;
  private final Consumer<LogFile> onClosed;
  private final Queue<Mark> closed = new ConcurrentLinkedQueue<>();
  private final KeyChange keyChange;
  private volatile Mark latest;
  private volatile AppendFile writing;
  private volatile boolean gone;
  private volatile long sealed;
  private volatile long asked;
  private volatile boolean stopping;
  private volatile Thread thread;
  private volatile long sealedAt;

  /** Null where none is open. */
  private AppendFile checkpoints;

  Sealer(
      AuditOptions options,
      Opener opener,
      KeyRing keys,
      KeyChange keyChange,
      List<Courier> couriers,
      Consumer<LogFile> onClosed,
      Recovery.Found found) {
    this.options = options;
    this.opener = opener;
    this.keys = keys;
    this.keyChange = keyChange;
    this.couriers = couriers;
    this.onClosed = onClosed;
    this.latest = new Mark(found.file(), found.seq(), found.hash());
    this.writing = found.file();
    // What an earlier file ended in was sealed there.
    this.sealedAt = System.nanoTime() - options.checkpointInterval().toNanos();
    this.sealed = found.file().end() == 0 ? found.seq() : found.sealed();
  }

  /** The chain stands here now; called by the writer. */
  void reached(Mark mark) {
    latest = mark;
    if (mark.seq() - sealed >= options.checkpointRecords()
        && System.nanoTime() - sealedAt >= LEAST_BETWEEN) {
      LockSupport.unpark(thread);
    }
  }

  /** Whether the file that is being written to was removed, as of half a second ago. */
  boolean fileIsGone() {
    return gone;
  }

  /** No record will be added to the file that the last mark is in; it is sealed and closed. */
  void closed(AppendFile next) {
    closed.add(latest);
    writing = next;
    LockSupport.unpark(thread);
  }

  /** Waits until a checkpoint over this record is on disk; false after {@code nanos}. */
  boolean awaitSealed(long seq, long nanos) {
    long end = System.nanoTime() + nanos;
    asked = Math.max(asked, seq);
    while (sealed < seq && System.nanoTime() - end < 0 && !stopping) {
      LockSupport.unpark(thread);
      LockSupport.parkNanos(this, 2_000_000L);
    }
    return sealed >= seq;
  }

  void thread(Thread own) {
    thread = own;
  }

  /** Seals what is left and ends; the writer must have ended before. */
  void stop() {
    stopping = true;
    LockSupport.unpark(thread);
  }

  @Override
  public void run() {
    boolean last;
    do {
      last = stopping;
      try {
        work(last);
      } catch (RuntimeException e) {
        // Whatever it is, the next checkpoint is tried again.
        options.metrics().taskFailed("checkpoint", e.toString());
      }
      if (!last) {
        LockSupport.parkNanos(this, TICK);
      }
    } while (!last);
    end();
  }

  private void work(boolean last) {
    gone = !writing.isThere();
    if (closeFiles() && (last || isDue())) {
      seal(latest);
    }
    if (!last) {
      changeKey();
    }
  }

  private boolean isDue() {
    long fresh = latest.seq() - sealed;
    long since = System.nanoTime() - sealedAt;
    return (fresh >= options.checkpointRecords() && since >= LEAST_BETWEEN)
        || asked > sealed
        || (fresh > 0 && since >= options.checkpointInterval().toNanos());
  }

  /** Whether none is left. */
  private boolean closeFiles() {
    for (Mark mark = closed.peek(); mark != null; mark = closed.peek()) {
      if (!seal(mark)) {
        return false;
      }
      closed.remove();
      try {
        mark.file().close();
        closeCheckpoints();
      } catch (IOException e) {
        options.metrics().taskFailed("rotate", DiskErrors.describe(e));
      }
      onClosed.accept(LogFile.plain(mark.file().path()));
    }
    return true;
  }

  /** Whether a checkpoint over the mark is on disk. */
  private boolean seal(Mark mark) {
    if (mark.seq() <= sealed) {
      return true;
    }
    try {
      mark.file().sync();
      String time = Outage.time(options.clock().instant());
      Checkpoint checkpoint =
          Checkpoint.sign(mark.seq(), mark.hash(), time, mark.file().name(), keys.at(mark.seq()));
      append(mark.file(), checkpoint);
      sealed = mark.seq();
      sealedAt = System.nanoTime();
      couriers.forEach(courier -> courier.send(checkpoint));
      options.metrics().sealed(mark.seq());
      return true;
    } catch (IOException e) {
      options.metrics().taskFailed("checkpoint", DiskErrors.describe(e));
      return false;
    }
  }

  private void append(AppendFile log, Checkpoint checkpoint) throws IOException {
    if (checkpoints == null) {
      checkpoints = LineFile.open(opener, LogFile.checkpoints(log.path()));
    }
    String line = checkpoint.line().text() + "\n";
    checkpoints.append(ByteBuffer.wrap(line.getBytes(StandardCharsets.UTF_8)), true);
  }

  private void changeKey() {
    if (!keys.isNextAsked()) {
      return;
    }
    try {
      // All records before are sealed by the key that goes.
      if (seal(latest) && keyChange.change()) {
        seal(latest);
      }
    } catch (IOException e) {
      options.metrics().taskFailed("key", DiskErrors.describe(e));
    }
  }

  private void closeCheckpoints() throws IOException {
    if (checkpoints != null) {
      AppendFile old = checkpoints;
      checkpoints = null;
      old.close();
    }
  }

  private void end() {
    try {
      closeCheckpoints();
      latest.file().close();
    } catch (IOException e) {
      options.metrics().taskFailed("close", DiskErrors.describe(e));
    }
  }
}
