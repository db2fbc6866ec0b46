package dev.pgtier.cli.cloning;

import dev.pgtier.cli.ConfigurationException;
import dev.pgtier.cli.config.Configuration;
import dev.pgtier.cli.config.Migrations;
import dev.pgtier.migrations.clone.CloneTarget;
import dev.pgtier.migrations.clone.CloneWay;
import dev.pgtier.migrations.clone.CommandWay;
import dev.pgtier.migrations.clone.PgDumpWay;
import dev.pgtier.migrations.clone.TemplateWay;
import dev.pgtier.migrations.database.ConnectionParameters;
import dev.pgtier.migrations.masking.Mask;
import dev.pgtier.migrations.masking.MaskRule;
import dev.pgtier.policies.Mode;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one configuration says of clones.
 *
 * @param how the copy is made
 * @param target the server that holds them
 * @param rules of masking
 */
public record Cloning(
    Configuration configuration, Migrations.Clone how, CloneTarget target, List<MaskRule> rules) {

  /**
   * Reads it out of a configuration.
   *
   * @param file for messages
   * @throws ConfigurationException where the file has no {@code migrations.clone}
   */
  public static Cloning of(Configuration configuration, Path file) throws ConfigurationException {
    Migrations migrations =
        configuration
            .migrations()
            .orElseThrow(() -> ConfigurationException.of(file, "clone needs \"migrations\""));
    Migrations.Clone clone =
        migrations
            .cloning()
            .orElseThrow(
                () ->
                    ConfigurationException.of(
                        file,
                        "clone needs \"migrations.clone\", which says how the validation database"
                            + " is made (examples are in docs/migrations.md)"));
    CloneTarget target =
        new CloneTarget(
            parameters(configuration, clone.target()),
            clone.maintenance(),
            configuration.upstreams().get(migrations.validation()).user(),
            clone.ttl(),
            Optional.of(parameters(configuration, migrations.production())),
            deployer(configuration));
    return new Cloning(configuration, clone, target, rules(migrations.masking()));
  }

  /**
   * How the copy is made.
   *
   * @param endSessions whether sessions on the source may be ended where that is needed
   */
  public CloneWay way(boolean endSessions) {
    Migrations.CloneBy by = how.by();
    if (by instanceof Migrations.CloneBy.PgDump dump) {
      return PgDumpWay.of(parameters(configuration, dump.source()), dump.jobs(), dump.temp());
    } else if (by instanceof Migrations.CloneBy.Template template) {
      return new TemplateWay(parameters(configuration, template.source()), endSessions);
    } else if (by instanceof Migrations.CloneBy.Command command) {
      return new CommandWay(command.command(), command.time(), target);
    }
    throw new AssertionError(by);
  }

  /** Where clones are written down. */
  public CloneLedger ledger() {
    return new CloneLedger(configuration.migrations().orElseThrow().ledger(), target);
  }

  private static ConnectionParameters parameters(Configuration configuration, String upstream) {
    return Parameters.of(configuration.upstreams().get(upstream));
  }

  /** Whom the deploy tier logs in as; "" where there is none. */
  private static String deployer(Configuration configuration) {
    return configuration.tiers().values().stream()
        .filter(tier -> tier.mode() == Mode.APPROVED_MIGRATIONS)
        .map(tier -> configuration.upstreams().get(tier.upstream()).user())
        .sorted()
        .findFirst()
        .orElse("");
  }

  private static List<MaskRule> rules(Map<String, Migrations.Mask> masking) {
    return masking.entrySet().stream()
        .map(
            entry -> {
              String[] names = entry.getKey().split("\\.", -1);
              return new MaskRule(names[0], names[1], names[2], mask(entry.getValue()));
            })
        .toList();
  }

  private static Mask mask(Migrations.Mask mask) {
    if (mask instanceof Migrations.Mask.Null) {
      return new Mask.Null();
    } else if (mask instanceof Migrations.Mask.Hash) {
      return new Mask.Hash();
    } else if (mask instanceof Migrations.Mask.Constant constant) {
      return new Mask.Constant(constant.text());
    } else if (mask instanceof Migrations.Mask.Expression expression) {
      return new Mask.Expression(expression.sql());
    }
    throw new AssertionError(mask);
  }
}
