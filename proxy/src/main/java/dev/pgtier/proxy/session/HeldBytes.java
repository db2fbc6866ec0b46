package dev.pgtier.proxy.session;

import java.util.concurrent.atomic.AtomicLong;

/** Bounds what all sessions together collect of frames that must be whole. */
public final class HeldBytes {
  private final long cap;
  private final AtomicLong held = new AtomicLong();

  public HeldBytes(long cap) {
    this.cap = cap;
  }

  /** Whether there was room. */
  boolean reserve(int bytes) {
    if (held.addAndGet(bytes) <= cap) {
      return true;
    }
    held.addAndGet(-bytes);
    return false;
  }

  void unreserve(int bytes) {
    held.addAndGet(-bytes);
  }

  public long held() {
    return held.get();
  }
}
