package dev.pgtier.mcp.call;

import dev.pgtier.mcp.database.Cancelling;

/** Whether the caller still wants the answer; what it cancels, and who cancels it, meet here. */
public final class Cancellation implements Cancelling {
  private boolean cancelled;
  private Runnable action = () -> {};

  /** Cancels what runs now, and what is going to; once is enough. */
  public void cancel() {
    Runnable running;
    synchronized (this) {
      if (cancelled) {
        return;
      }
      cancelled = true;
      running = action;
    }
    running.run();
  }

  @Override
  public void onCancel(Runnable next) {
    synchronized (this) {
      action = next;
      if (!cancelled) {
        return;
      }
    }
    next.run();
  }

  @Override
  public synchronized boolean cancelled() {
    return cancelled;
  }
}
