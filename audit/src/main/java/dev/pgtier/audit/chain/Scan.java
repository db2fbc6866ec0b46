package dev.pgtier.audit.chain;

import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;

/**
 * What a file holds, up to its first fault. Lines are hashed in parallel, since each carries the
 * hash before it, and joined in their order.
 *
 * @param records that are good
 * @param bytes of the good records
 * @param first the number of the first record, -1 where there is none
 * @param firstPrev the hash before the first record
 * @param lastTime as the last good record has it
 * @param fault null where the file holds to its end
 * @param asked hashes by number, of the records that were asked for
 */
public record Scan(
    long records,
    long bytes,
    long first,
    String firstPrev,
    long last,
    String lastHash,
    String lastTime,
    Fault fault,
    List<Special> specials,
    Map<Long, String> asked) {
  private static final int FIRST_CHUNK = 64 << 10;
  private static final int CHUNK = 4 << 20;
  private static final int LONGEST_LINE = 1 << 30;
  private static final int AHEAD = 2 * Runtime.getRuntime().availableProcessors();

  /**
   * Reads a file to its first fault.
   *
   * @param asked numbers of records in ascending order
   * @param workers that hash; null to do it on this thread
   * @throws IOException where it cannot be read, or not be unpacked
   */
  public static Scan of(InputStream in, long[] asked, ExecutorService workers) throws IOException {
    Joined joined = new Joined();
    Deque<Future<Stretch>> running = new ArrayDeque<>();
    try {
      byte[] rest = new byte[0];
      int size = FIRST_CHUNK;
      boolean more = true;
      while (more && joined.fault == null) {
        Chunk chunk = Chunk.read(in, rest, size, LONGEST_LINE);
        size = CHUNK;
        rest = chunk.rest();
        more = !chunk.last();
        running.add(start(() -> chunk.stretch(asked), workers));
        while (!running.isEmpty() && (running.size() > AHEAD || !more) && joined.fault == null) {
          joined.add(await(running.remove()));
        }
      }
    } finally {
      running.forEach(task -> task.cancel(false));
    }
    return joined.scan();
  }

  /** The same, taken for whole: for a file whose last line is being written. */
  public Scan withoutFault() {
    return new Scan(
        records, bytes, first, firstPrev, last, lastHash, lastTime, null, specials, asked);
  }

  private static Future<Stretch> start(Callable<Stretch> work, ExecutorService workers) {
    if (workers != null) {
      return workers.submit(work);
    }
    FutureTask<Stretch> done = new FutureTask<>(work);
    done.run();
    return done;
  }

  private static Stretch await(Future<Stretch> task) throws IOException {
    try {
      return task.get();
    } catch (ExecutionException e) {
      throw new IOException("a part of the file could not be looked at", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }

  /** Stretches that follow one another. */
  private static final class Joined {
    private long records;
    private long bytes;
    private long first = -1;
    private String firstPrev;
    private long last = -1;
    private String lastHash;
    private String lastTime;
    private Fault fault;
    private final List<Special> specials = new ArrayList<>();
    private final Map<Long, String> asked = new HashMap<>();

    void add(Stretch next) {
      if (next.lines > 0 && records > 0) {
        boolean follows = next.firstSeq == last + 1 && next.firstPrev.equals(lastHash);
        if (!follows) {
          fault = fault(Fault.Kind.NOT_NEXT, next.firstSeq);
          return;
        }
      }
      if (next.lines > 0) {
        if (records == 0) {
          first = next.firstSeq;
          firstPrev = next.firstPrev;
        }
        last = next.lastSeq;
        lastHash = next.lastHash;
        lastTime = next.lastTime;
      }
      records += next.lines;
      bytes += next.goodBytes;
      specials.addAll(next.specials);
      asked.putAll(next.asked);
      if (next.fault != null) {
        fault = fault(next.fault, next.faultSeq);
      }
    }

    private Fault fault(Fault.Kind kind, long found) {
      return new Fault(kind, records + 1, bytes, last < 0 ? -1 : last + 1, found);
    }

    Scan scan() {
      return new Scan(
          records, bytes, first, firstPrev, last, lastHash, lastTime, fault, specials, asked);
    }
  }
}
