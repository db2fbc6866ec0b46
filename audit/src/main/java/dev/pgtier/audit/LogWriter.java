package dev.pgtier.audit;

import dev.pgtier.audit.record.LogEvent;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Puts records into the chain, on a thread of its own or on one that helps: who has the seat takes
 * whatever waits, writes it at once and tells each callback. Where each record must be on disk, all
 * of them share one fdatasync, and nobody helps.
 */
final class LogWriter implements Runnable {
  private static final long TICK = 100_000_000L;

  /** While records come, those that nobody waits for are not left lying for longer. */
  private static final long SOON = 5_000_000L;

  private static final long RETRY = 200_000_000L;

  /** After a write that took so long, no other thread goes near the disk for a while. */
  private static final long SLOW = 5_000_000L;

  /** So many times as long as the slow write, so that helpers lose a twentieth of their time. */
  private static final long UNHELPED_TIMES = 20;

  private static final long UNHELPED_MOST = 60_000_000_000L;

  /** So often one helper writes what others bring meanwhile. */
  private static final int ROUNDS = 4;

  private final AuditOptions options;
  private final Intake intake;
  private final Encoder encoder;
  private final Sealer sealer;
  private final Batch batch;
  private final CurrentFile file;
  private final boolean sync;

  /** Whoever holds it owns all that changes here. */
  private final ReentrantLock seat = new ReentrantLock();

  private volatile long helpedFrom = System.nanoTime();
  private boolean ended;

  /** Null while writing works. */
  private Outage outage;

  private long nextTry;
  private long wroteAt = System.nanoTime();

  LogWriter(
      AuditOptions options,
      Opener opener,
      Intake intake,
      Encoder encoder,
      Sealer sealer,
      Recovery.Found found) {
    this.options = options;
    this.intake = intake;
    this.encoder = encoder;
    this.sealer = sealer;
    this.batch = new Batch(found.seq(), found.hash());
    this.sync = options.durability() == AuditOptions.Durability.SYNCED;
    this.file = new CurrentFile(options, opener, sealer, found.file());
  }

  @Override
  public void run() {
    try {
      while (!intake.isClosed() || intake.peek() != null) {
        long nanos = turn();
        if (nanos > 0) {
          intake.await(nanos);
        }
      }
      seat.lock();
      if (outage != null && !recover()) {
        outage.takeKept().forEach(entry -> fail(entry, AuditUnavailable.Reason.CLOSED));
      }
    } finally {
      // Also where a callback threw an error: whoever waits must not wait for ever.
      if (!seat.isHeldByCurrentThread()) {
        seat.lock();
      }
      ended = true;
      intake.end();
      for (Entry entry = intake.poll(); entry != null; entry = intake.poll()) {
        fail(entry, AuditUnavailable.Reason.CLOSED);
      }
      tellRoom();
      seat.unlock();
    }
  }

  /** Does what is to be done now; returns for how long to wait then. */
  private long turn() {
    seat.lock();
    try {
      return step();
    } finally {
      seat.unlock();
    }
  }

  /**
   * Writes what waits on the caller's thread, or wakes the log's own. Where another thread has the
   * seat nothing is to be done: each looks again once it has let go of it.
   */
  void help() {
    for (int round = 0; round < ROUNDS && mayHelp(); round++) {
      if (!seat.tryLock()) {
        return;
      }
      boolean able;
      try {
        able = writeForOthers();
      } finally {
        seat.unlock();
      }
      if (intake.peek() == null) {
        return;
      }
      if (!able) {
        break;
      }
    }
    intake.wake();
  }

  /** Returns whether a helper may do this again. */
  private boolean writeForOthers() {
    if (ended || outage != null || file.isNearlyFull(intake.waitingBytes())) {
      return false;
    }
    fill();
    if (!batch.isEmpty()) {
      write();
    }
    return outage == null;
  }

  /** An interrupted thread would close the file; one that has the seat is within a callback. */
  private boolean mayHelp() {
    return !sync
        && System.nanoTime() - helpedFrom >= 0
        && !seat.isHeldByCurrentThread()
        && !Thread.currentThread().isInterrupted();
  }

  private long step() {
    long nanos = 0;
    if (outage != null) {
      nanos = suffer();
    } else if (intake.peek() == null) {
      file.rotateIfDue(batch);
      boolean busy = System.nanoTime() - wroteAt < TICK;
      nanos = busy ? SOON : TICK;
    } else {
      fill();
      file.rotateIfDue(batch);
      if (!batch.isEmpty()) {
        write();
      }
    }
    tellRoom();
    tellTurnedAway();
    return nanos;
  }

  private void tellRoom() {
    for (Runnable next = intake.pollWaiting(); next != null; next = intake.pollWaiting()) {
      guard(next);
    }
  }

  /** Records that a queue that was too full turned some away, when it is so no more. */
  private void tellTurnedAway() {
    Instant since = intake.turnedAwaySince();
    if (since == null || outage != null || !intake.hasRoom()) {
      return;
    }
    LogEvent.Gap gap =
        Outage.gap(
            since,
            options.clock().instant(),
            AuditUnavailable.Reason.QUEUE_FULL,
            intake.takeRefused(),
            intake.takeDropped());
    Entry entry = new Entry(encoder.encode(gap), true, Callback.NONE);
    if (intake.take(entry, true) == Intake.Answer.REFUSED) {
      intake.giveBack(gap.refused(), gap.dropped());
    }
  }

  private void fill() {
    for (Entry next = intake.peek(); next != null && batch.fits(next); next = intake.peek()) {
      Entry entry = intake.poll();
      try {
        batch.add(entry);
      } catch (RuntimeException e) {
        // A body that is made here, of which nothing is in the batch yet.
        options.metrics().taskFailed("record", e.toString());
        fail(entry, AuditUnavailable.Reason.DISK_FAILED);
      }
    }
  }

  private void write() {
    try {
      put();
    } catch (IOException e) {
      List<Entry> entries = new ArrayList<>(batch.entries());
      batch.rollBack();
      begin(e);
      entries.forEach(this::turnAway);
      return;
    }
    done(0);
  }

  /** Writes the batch, or nothing of it. */
  private void put() throws IOException {
    if (sealer.fileIsGone()) {
      throw new IOException(
          file.now().name() + " was removed; put it back, or restart to begin anew");
    }
    long start = System.nanoTime();
    file.now().append(batch.bytes(), sync);
    long took = System.nanoTime() - start;
    if (sync) {
      options.metrics().synced(took);
    } else if (took > SLOW) {
      helpedFrom = start + took + Math.min(UNHELPED_TIMES * took, UNHELPED_MOST);
    }
  }

  /** The batch is in the file; the first {@code own} entries are the log's. */
  private void done(int own) {
    wroteAt = System.nanoTime();
    List<Entry> entries = new ArrayList<>(batch.entries());
    long seq = batch.first();
    options.metrics().recorded(entries.size(), batch.length());
    batch.commit();
    sealer.reached(new Mark(file.now(), batch.seq(), batch.hash()));
    for (int i = 0; i < entries.size(); i++) {
      Entry entry = entries.get(i);
      if (i >= own) {
        intake.done(entry);
      }
      long number = seq + i;
      guard(() -> entry.callback.safe(number));
    }
  }

  /** A callback's mistake must not end the log. */
  private void guard(Runnable callback) {
    try {
      callback.run();
    } catch (RuntimeException e) {
      options.metrics().taskFailed("callback", e.toString());
    }
  }

  private void begin(IOException why) {
    AuditUnavailable.Reason reason = DiskErrors.reason(why);
    outage = new Outage(options.clock().instant(), reason);
    nextTry = System.nanoTime() + RETRY;
    options.metrics().unavailable(reason, DiskErrors.describe(why));
  }

  /**
   * In an outage: turns away what comes, and tries again now and then.
   *
   * @return for how long to wait then
   */
  private long suffer() {
    for (Entry entry = intake.poll(); entry != null; entry = intake.poll()) {
      turnAway(entry);
    }
    long now = System.nanoTime();
    if (now - nextTry < 0) {
      return nextTry - now;
    }
    if (!recover()) {
      nextTry = System.nanoTime() + RETRY;
    }
    return 0;
  }

  private void turnAway(Entry entry) {
    if (!outage.keep(entry)) {
      options.metrics().turnedAway(false);
      fail(entry, outage.reason());
    }
  }

  /** Tries to write that there was a gap, and then what was kept. */
  private boolean recover() {
    Instant now = options.clock().instant();
    long refused = intake.takeRefused();
    long dropped = intake.takeDropped();
    batch.add(new Entry(encoder.encode(outage.gap(now, refused, dropped)), true, Callback.NONE));
    try {
      put();
    } catch (IOException e) {
      batch.rollBack();
      intake.giveBack(refused, dropped);
      return false;
    }
    done(1);
    options.metrics().available(outage.refused() + refused, dropped);
    Outage over = outage;
    outage = null;
    writeKept(over.takeKept());
    return true;
  }

  private void writeKept(List<Entry> kept) {
    for (Entry entry : kept) {
      if (outage != null) {
        turnAway(entry);
        continue;
      }
      if (!batch.fits(entry)) {
        write();
      }
      if (outage != null) {
        turnAway(entry);
      } else {
        batch.add(entry);
      }
    }
    if (!batch.isEmpty()) {
      write();
    }
  }

  private void fail(Entry entry, AuditUnavailable.Reason reason) {
    intake.done(entry);
    guard(() -> entry.callback.failed(new AuditUnavailable(reason)));
  }
}
