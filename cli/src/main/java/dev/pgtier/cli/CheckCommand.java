package dev.pgtier.cli;

import dev.pgtier.cli.check.CatalogSaver;
import dev.pgtier.cli.check.FactReader;
import dev.pgtier.cli.check.Facts;
import dev.pgtier.cli.check.Findings;
import dev.pgtier.cli.check.Report;
import dev.pgtier.cli.check.Severity;
import dev.pgtier.cli.check.UpstreamClient;
import dev.pgtier.cli.config.Configuration;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.yaml.Mistake;
import dev.pgtier.proxy.upstream.Upstream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/**
 * {@code pgtier check}: whether the configuration is right, and the upstreams' roles no stronger.
 */
@Command(
    name = "check",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Reads the configuration, logs in to each upstream as the proxy does, and says what its role"
          + " could do beyond its tier, with the SQL that mends it. It changes nothing.",
      "",
      "An error is what only the judgement of statements still stands before; a warning is more than"
          + " the tier needs, or a setting that could be safer."
    },
    footer = {
      "",
      "Example: pgtier check --config policies/pgtier.yaml",
      "         pgtier check --config policies/pgtier.yaml --tier inspect --save-catalog shop.catalog"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:all is fine",
      "  1:there is an error, in the configuration or at a server",
      "  2:there is a warning and no error; or the command line is wrong"
    })
final class CheckCommand implements Callable<Integer> {
  @Option(names = "--config", required = true, paramLabel = "FILE", description = "what to check")
  private Path config;

  @Option(names = "--tier", paramLabel = "NAME", description = "this tier alone")
  private String tier;

  @Option(names = "--upstream", paramLabel = "NAME", description = "the tiers of this upstream")
  private String upstream;

  @Option(
      names = "--save-catalog",
      paramLabel = "FILE",
      description =
          "writes the upstream's catalogue for decide --catalog; where there are several upstreams,"
              + " name one with --tier or --upstream")
  private Path saveCatalog;

  @Spec private CommandSpec spec;
  private final Report report;

  /** Reports on standard output. */
  CheckCommand() {
    this(new PrintStream(System.out, false, StandardCharsets.UTF_8));
  }

  CheckCommand(PrintStream out) {
    report = new Report(out);
  }

  @Override
  public Integer call() throws CommandException, InterruptedException {
    Configuration.Loaded loaded = Configuration.load(config);
    report.section("configuration " + config);
    if (loaded instanceof Configuration.Loaded.Bad bad) {
      bad.mistakes().forEach(mistake -> report.say(Severity.ERROR, mistake.toString()));
      return report.finish();
    }
    Configuration.Loaded.Good good = (Configuration.Loaded.Good) loaded;
    Configuration configuration = good.configuration();
    require(tier, "tier", configuration.tiers().keySet());
    require(upstream, "upstream", configuration.upstreams().keySet());
    List<Upstream> upstreams = upstreams(configuration);
    if (saveCatalog != null && upstreams.size() != 1) {
      throw new ParameterException(
          spec.commandLine(),
          "--save-catalog writes one upstream's catalogue, and there are "
              + upstreams.stream().map(Upstream::name).collect(Collectors.joining(", "))
              + "; name one with --tier or --upstream");
    }
    good.warnings().stream()
        .map(Mistake::toString)
        .forEach(warning -> report.say(Severity.WARNING, warning));
    if (good.warnings().isEmpty()) {
      report.note("every key and every value");
    }
    for (Upstream one : upstreams) {
      check(one, tiers(configuration, one));
    }
    return report.finish();
  }

  private List<Upstream> upstreams(Configuration configuration) {
    return new TreeMap<>(configuration.upstreams())
        .values().stream()
            .filter(one -> upstream == null || one.name().equals(upstream))
            .filter(
                one ->
                    tier == null || configuration.tiers().get(tier).upstream().equals(one.name()))
            .toList();
  }

  private List<Tier> tiers(Configuration configuration, Upstream of) {
    return new TreeMap<>(configuration.tiers())
        .values().stream()
            .filter(one -> one.upstream().equals(of.name()))
            .filter(one -> tier == null || one.name().equals(tier))
            .toList();
  }

  private void check(Upstream of, List<Tier> tiers) throws CommandException, InterruptedException {
    try (UpstreamClient client = UpstreamClient.open(of)) {
      for (Tier one : tiers) {
        Facts facts = FactReader.read(client, one);
        report.section(
            title(one)
                + ", "
                + facts.role()
                + " at "
                + client.where()
                + ", PostgreSQL "
                + facts.version());
        report.findings(one, Findings.of(one, facts));
      }
      if (tiers.isEmpty()) {
        report.section("upstream " + of.name() + ", of no tier");
        report.note(of.user() + " can log in at " + client.where());
      }
      if (saveCatalog != null) {
        int rows = CatalogSaver.save(client, saveCatalog);
        report.note(
            "the catalogue of %s is in %s (%d rows)".formatted(of.name(), saveCatalog, rows));
      }
    } catch (IOException e) {
      report.section(
          "upstream "
              + of.name()
              + tiers.stream().map(one -> ", " + title(one)).collect(Collectors.joining()));
      report.say(Severity.ERROR, e.getMessage());
    }
  }

  private static String title(Tier tier) {
    String mode = tier.mode().name().toLowerCase(Locale.ROOT).replace('_', '-');
    return "tier " + tier.name() + " (" + mode + ")";
  }

  private void require(String name, String kind, Collection<String> names) {
    if (name != null && !names.contains(name)) {
      Set<String> sorted = new TreeSet<>(names);
      throw new ParameterException(
          spec.commandLine(),
          "%s has no %s \"%s\"; there are %s"
              .formatted(config, kind, name, String.join(", ", sorted)));
    }
  }
}
