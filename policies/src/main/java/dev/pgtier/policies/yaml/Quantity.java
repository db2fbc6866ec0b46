package dev.pgtier.policies.yaml;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations such as {@code 15s} and sizes such as {@code 64MiB}. */
final class Quantity {
  private static final Pattern FORM = Pattern.compile("([0-9]{1,12})([A-Za-z]*)");
  private static final Map<String, Long> MILLIS =
      Map.of("ms", 1L, "s", 1_000L, "m", 60_000L, "h", 3_600_000L, "d", 86_400_000L);
  private static final Map<String, Long> BYTES =
      Map.of(
          "", 1L,
          "B", 1L,
          "kB", 1_000L,
          "KB", 1_000L,
          "MB", 1_000_000L,
          "GB", 1_000_000_000L,
          "KiB", 1L << 10,
          "MiB", 1L << 20,
          "GiB", 1L << 30);

  private Quantity() {}

  static Optional<Duration> duration(String text) {
    OptionalLong millis = read(text, MILLIS);
    return millis.isPresent()
        ? Optional.of(Duration.ofMillis(millis.getAsLong()))
        : Optional.empty();
  }

  /** As a file would say it, in the largest unit that leaves a whole number. */
  static String text(Duration duration) {
    long millis = duration.toMillis();
    String unit =
        millis % 3_600_000 == 0 && millis > 0
            ? "h"
            : millis % 60_000 == 0 && millis > 0 ? "m" : millis % 1_000 == 0 ? "s" : "ms";
    return millis / MILLIS.get(unit) + unit;
  }

  static OptionalLong bytes(String text) {
    return read(text, BYTES);
  }

  private static OptionalLong read(String text, Map<String, Long> units) {
    Matcher form = FORM.matcher(text);
    if (!form.matches() || !units.containsKey(form.group(2))) {
      return OptionalLong.empty();
    }
    long number = Long.parseLong(form.group(1));
    long unit = units.get(form.group(2));
    return number > Long.MAX_VALUE / unit ? OptionalLong.empty() : OptionalLong.of(number * unit);
  }
}
