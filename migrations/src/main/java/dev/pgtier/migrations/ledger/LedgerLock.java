package dev.pgtier.migrations.ledger;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/** Sees to it that one thread of one process at a time reads or writes a ledger. */
final class LedgerLock implements Closeable {
  /**
   * One lock for each ledger of this process. POSIX drops a process's locks on a file as soon as it
   * closes any descriptor of it, so that threads must not meet at the file.
   */
  private static final Map<Path, ReentrantLock> OWN = new ConcurrentHashMap<>();

  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 5;

  private final ReentrantLock own;
  private final FileChannel channel;

  private LedgerLock(ReentrantLock own, FileChannel channel) {
    this.own = own;
    this.channel = channel;
  }

  /** Waits for the others; they hold it for one record each. */
  static LedgerLock take(Path directory) throws IOException, LedgerException {
    ReentrantLock own = OWN.computeIfAbsent(directory.toRealPath(), any -> new ReentrantLock());
    boolean done = false;
    if (!tryOwn(own)) {
      throw busy(directory);
    }
    try {
      LedgerLock lock = new LedgerLock(own, channel(directory));
      done = true;
      return lock;
    } finally {
      if (!done) {
        own.unlock();
      }
    }
  }

  private static boolean tryOwn(ReentrantLock own) throws IOException {
    try {
      return own.tryLock(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      throw interrupted(e);
    }
  }

  private static FileChannel channel(Path directory) throws IOException, LedgerException {
    FileChannel channel =
        FileChannel.open(
            directory.resolve("ledger.lock"),
            StandardOpenOption.CREATE,
            StandardOpenOption.READ,
            StandardOpenOption.WRITE);
    boolean done = false;
    try {
      long end = System.nanoTime() + PATIENCE.toNanos();
      FileLock lock = channel.tryLock();
      while (lock == null && System.nanoTime() - end < 0) {
        Thread.sleep(POLL_MILLIS);
        lock = channel.tryLock();
      }
      if (lock == null) {
        throw busy(directory);
      }
      done = true;
      return channel;
    } catch (InterruptedException e) {
      throw interrupted(e);
    } finally {
      if (!done) {
        channel.close();
      }
    }
  }

  private static LedgerException busy(Path directory) {
    return new LedgerException(
        "another process holds the ledger in %s for more than %d s; is it stopped?"
            .formatted(directory, PATIENCE.toSeconds()));
  }

  private static IOException interrupted(InterruptedException e) {
    Thread.currentThread().interrupt();
    return new IOException("interrupted", e);
  }

  @Override
  public void close() throws IOException {
    try {
      channel.close();
    } finally {
      own.unlock();
    }
  }
}
