package dev.pgtier.mcp.call;

/** Whether the caller still wants the answer; what it cancels, and who cancels it, meet here. */
public final class Cancellation {
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

  /** Names what is to be done when it is cancelled; done at once where that has happened. */
  public void onCancel(Runnable next) {
    synchronized (this) {
      action = next;
      if (!cancelled) {
        return;
      }
    }
    next.run();
  }

  public synchronized boolean cancelled() {
    return cancelled;
  }
}
