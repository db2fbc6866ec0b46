package dev.pgtier.migrations.clone;

import java.time.Duration;

/** Durations for people, as the configuration writes them. */
final class Durations {
  private Durations() {}

  static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds % 3600 == 0 && seconds > 0) {
      return seconds / 3600 + "h";
    }
    return seconds % 60 == 0 && seconds > 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
