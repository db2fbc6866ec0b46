package dev.pgtier.cli.serve;

import dev.pgtier.cli.config.Configuration;
import dev.pgtier.cli.config.Migrations;
import dev.pgtier.migrations.gate.Gate;
import dev.pgtier.migrations.gate.GateOptions;
import dev.pgtier.migrations.ledger.Ledger;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import dev.pgtier.proxy.Proxy;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Puts the gate before a proxy's deploy tiers, where there are migrations. */
public final class DeployGate {
  private static final Duration LOCK_TIMEOUT = Duration.ofSeconds(5);

  /** As the server reads a time; without a unit they are milliseconds. */
  private static final Pattern TIME = Pattern.compile("([0-9]{1,9})\\s*(ms|s|min|h|d)?");

  private static final Map<String, Duration> UNITS =
      Map.of(
          "ms", Duration.ofMillis(1),
          "s", Duration.ofSeconds(1),
          "min", Duration.ofMinutes(1),
          "h", Duration.ofHours(1),
          "d", Duration.ofDays(1));

  private DeployGate() {}

  /** Without migrations its deploy tiers let nobody in. */
  public static void open(Configuration configuration, Proxy proxy) {
    List<Tier> deploying =
        configuration.tiers().values().stream()
            .filter(tier -> tier.mode() == Mode.APPROVED_MIGRATIONS)
            .toList();
    configuration
        .migrations()
        .ifPresent(
            migrations ->
                proxy.deploy(
                    new Gate(
                        new GateOptions(
                            migrations.directory(),
                            new Ledger(migrations.ledger()),
                            migrations.approvals(),
                            migrations.cloning().flatMap(Migrations.Clone::ttl),
                            lockTimeout(deploying),
                            statementTimeout(deploying),
                            proxy.parser(),
                            InstantSource.system()))));
  }

  /** The shortest that a deploy tier pins. */
  private static Duration lockTimeout(List<Tier> tiers) {
    return tiers.stream()
        .flatMap(tier -> Optional.ofNullable(tier.settings().pinned().get("lock_timeout")).stream())
        .flatMap(text -> time(text).stream())
        .min(Comparator.naturalOrder())
        .orElse(LOCK_TIMEOUT);
  }

  private static Optional<Duration> time(String text) {
    Matcher matcher = TIME.matcher(text.strip());
    if (!matcher.matches()) {
      return Optional.empty();
    }
    String unit = matcher.group(2) == null ? "ms" : matcher.group(2);
    return Optional.of(UNITS.get(unit).multipliedBy(Long.parseLong(matcher.group(1))));
  }

  /** The shortest {@code limits.time} of a deploy tier; zero for none. */
  private static Duration statementTimeout(List<Tier> tiers) {
    return tiers.stream()
        .map(tier -> tier.limits().time())
        .filter(time -> !time.isZero())
        .min(Comparator.naturalOrder())
        .orElse(Duration.ZERO);
  }
}
