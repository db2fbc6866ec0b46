package dev.pgtier.proxy.session;

import java.util.OptionalLong;

/** {@code limits.statements-per-second} of one session: a second's worth may come at once. */
final class StatementRate {
  private static final double SECOND = 1e9;

  private OptionalLong perSecond = OptionalLong.empty();
  private double tokens;
  private long filledAt = System.nanoTime();

  /** The limit from now on; what was saved up stays. */
  void limit(OptionalLong limit) {
    if (!limit.equals(perSecond)) {
      perSecond = limit;
      tokens = limit.orElse(0);
    }
  }

  /** Whether one more statement may begin; counts it if so. */
  boolean take() {
    if (perSecond.isEmpty()) {
      return true;
    }
    long now = System.nanoTime();
    long limit = perSecond.getAsLong();
    tokens = Math.min((double) limit, tokens + (now - filledAt) / SECOND * limit);
    filledAt = now;
    if (tokens < 1) {
      return false;
    }
    tokens--;
    return true;
  }
}
