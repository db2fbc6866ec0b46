package dev.pgtier.cli.audit;

import dev.pgtier.audit.export.Csv;
import dev.pgtier.audit.export.Format;
import dev.pgtier.audit.export.JsonLines;
import dev.pgtier.audit.export.Ocsf;
import dev.pgtier.cli.Build;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;

/** Formats by the names that the command line has for them. */
final class Formats {
  private Formats() {}

  static Format lines(String name, CommandSpec spec) {
    return switch (name) {
      case "json" -> new JsonLines();
      case "csv" -> new Csv();
      case "ocsf" -> new Ocsf(Build.current().version());
      default ->
          throw new ParameterException(
              spec.commandLine(), "--format knows no \"%s\"; %s".formatted(name, known(spec)));
    };
  }

  private static String known(CommandSpec spec) {
    return spec.name().equals("export")
        ? "there are json, csv, ocsf and parquet"
        : "there are table, json, csv and ocsf";
  }
}
