package dev.pgtier.audit.review;

import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/**
 * How many may ask at once: the page shares its port's threads with probes and metrics, and its
 * memory with the proxy. A few more may wait for a moment.
 */
final class Turnstile {
  private static final int WORKING = 3;
  private static final int INSIDE = 8;
  private static final long PATIENCE_SECONDS = 20;

  private final Semaphore inside = new Semaphore(INSIDE);
  private final Semaphore working = new Semaphore(WORKING, true);

  /** Takes a place, which {@link #leave} gives back; false where there is none. */
  boolean enter() {
    if (!inside.tryAcquire()) {
      return false;
    }
    try {
      if (working.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
        return true;
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    inside.release();
    return false;
  }

  void leave() {
    working.release();
    inside.release();
  }
}
