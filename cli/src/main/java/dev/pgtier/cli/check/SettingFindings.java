package dev.pgtier.cli.check;

import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Settings that ALTER ROLE and ALTER DATABASE left, against what the tier holds them to. */
final class SettingFindings {
  private static final Pattern AMOUNT = Pattern.compile("(\\d+)\\s*(us|ms|s|min|h|d|)");
  private static final Map<String, Long> MICROS =
      Map.of(
          "us", 1L,
          "ms", 1_000L,
          "", 1_000L,
          "s", 1_000_000L,
          "min", 60_000_000L,
          "h", 3_600_000_000L,
          "d", 86_400_000_000L);
  private static final Set<String> TRUE = Set.of("on", "true", "yes", "1");
  private static final Set<String> FALSE = Set.of("off", "false", "no", "0");

  /** No tier pins them: another role, and code that is loaded into each session. */
  private static final Set<String> UNPINNED =
      Set.of("role", "row_security", "local_preload_libraries", "session_preload_libraries");

  private final Tier tier;
  private final Facts facts;

  SettingFindings(Tier tier, Facts facts) {
    this.tier = tier;
    this.facts = facts;
  }

  List<Finding> all() {
    Map<String, String> pins = pins();
    List<String> details = new ArrayList<>();
    List<String> mend = new ArrayList<>();
    for (Facts.Setting setting : facts.settings()) {
      String name = setting.name().toLowerCase(Locale.ROOT);
      String pin = pins.get(name);
      boolean wrong =
          UNPINNED.contains(name)
              ? tier.mode() == Mode.READ_ONLY
              : pin != null && !same(name, pin, setting.value());
      if (wrong) {
        details.add(
            "%s: %s = %s%s"
                .formatted(
                    scope(setting),
                    setting.name(),
                    setting.value(),
                    pin == null ? ", in the proxy's sessions too" : ", the tier says " + pin));
        mend.add("ALTER %s RESET %s;".formatted(scope(setting), setting.name()));
      }
    }
    return details.isEmpty()
        ? List.of()
        : List.of(
            new Finding(
                Area.SETTINGS,
                Severity.WARNING,
                "sessions of %s begin with settings that the tier does not mean them to have"
                    .formatted(facts.role()),
                details,
                mend));
  }

  private Map<String, String> pins() {
    Map<String, String> pins = new LinkedHashMap<>();
    if (tier.mode() == Mode.READ_ONLY) {
      pins.put("default_transaction_read_only", "on");
    }
    if (!tier.settings().anySettable()) {
      pins.put("client_encoding", "UTF8");
      pins.put("standard_conforming_strings", "on");
    }
    if (!tier.limits().time().isZero()) {
      pins.put("statement_timeout", tier.limits().time().toMillis() + "ms");
    }
    tier.settings().pinned().forEach(pins::put);
    return pins;
  }

  private static String scope(Facts.Setting setting) {
    if (setting.role().isEmpty()) {
      return setting.database().isEmpty() ? "ROLE ALL" : "DATABASE " + setting.database();
    }
    return "ROLE "
        + setting.role()
        + (setting.database().isEmpty() ? "" : " IN DATABASE " + setting.database());
  }

  private static boolean same(String name, String pin, String value) {
    return normal(name, pin).equals(normal(name, value));
  }

  private static String normal(String name, String value) {
    String text = value.strip().toLowerCase(Locale.ROOT);
    Matcher amount = AMOUNT.matcher(text);
    if (name.endsWith("timeout") && amount.matches()) {
      return Long.toString(Long.parseLong(amount.group(1)) * MICROS.get(amount.group(2)));
    }
    if (name.equals("client_encoding")) {
      return text.replaceAll("[^a-z0-9]", "").replace("unicode", "utf8");
    }
    return TRUE.contains(text) ? "on" : FALSE.contains(text) ? "off" : text;
  }
}
