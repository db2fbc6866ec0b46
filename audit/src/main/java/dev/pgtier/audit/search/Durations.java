package dev.pgtier.audit.search;

import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as the configuration writes them: a number and its unit. */
final class Durations {
  private static final Pattern FORM = Pattern.compile("(\\d{1,12})(us|ms|s|m|h|d)");

  private Durations() {}

  static Duration parse(String key, String text) throws FilterException {
    Matcher found = FORM.matcher(text.strip());
    if (!found.matches()) {
      throw new FilterException(
          "%s: \"%s\" is no duration; write it as 500us, 20ms, 15s, 5m, 2h or 7d"
              .formatted(key, text));
    }
    long number = Long.parseLong(found.group(1));
    return switch (found.group(2)) {
      case "us" -> Duration.ofNanos(Math.multiplyExact(number, 1000));
      case "ms" -> Duration.ofMillis(number);
      case "s" -> Duration.ofSeconds(number);
      case "m" -> Duration.ofMinutes(number);
      case "h" -> Duration.ofHours(number);
      default -> Duration.ofDays(Math.min(number, 1_000_000));
    };
  }

  /** In the largest unit that leaves nothing out. */
  static String print(Duration duration) {
    long micros = micros(duration);
    String[] units = {"us", "ms", "s", "m", "h", "d"};
    long[] factors = {1000, 1000, 60, 60, 24};
    int unit = 0;
    while (unit < factors.length && micros != 0 && micros % factors[unit] == 0) {
      micros /= factors[unit];
      unit++;
    }
    return micros + units[unit];
  }

  static long micros(Duration duration) {
    return duration.toSeconds() * 1_000_000 + duration.toNanosPart() / 1000;
  }
}
