package dev.pgtier.proxy.record;

import dev.pgtier.audit.AuditUnavailable;
import dev.pgtier.audit.Callback;
import java.util.concurrent.atomic.AtomicInteger;

/** What became of the records that a message waits for; any thread may ask. */
public final class Ticket implements Callback {
  private final AtomicInteger waiting;
  private final Runnable settled;
  private volatile AuditUnavailable failure;

  /**
   * Waits for {@code records} of them.
   *
   * @param settled run once they are all safe or not, on whatever thread tells so; it must only
   *     pass the news on
   */
  Ticket(int records, Runnable settled) {
    this.waiting = new AtomicInteger(records);
    this.settled = settled;
  }

  @Override
  public void safe(long seq) {
    count();
  }

  @Override
  public void failed(AuditUnavailable reason) {
    failure = reason;
    count();
  }

  private void count() {
    if (waiting.decrementAndGet() == 0) {
      settled.run();
    }
  }

  public boolean isSettled() {
    return waiting.get() == 0;
  }

  /** Why a record is not in the log; null if all are. */
  public AuditUnavailable failure() {
    return failure;
  }
}
