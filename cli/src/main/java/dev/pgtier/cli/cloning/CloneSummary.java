package dev.pgtier.cli.cloning;

import dev.pgtier.migrations.clone.CloneReport;
import dev.pgtier.migrations.masking.MaskedColumn;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A clone's report, as lines for a person. */
public final class CloneSummary {
  private static final int MIB_BITS = 20;

  private CloneSummary() {}

  public static List<String> lines(CloneReport report) {
    List<String> lines = new ArrayList<>();
    lines.add(
        "clone %s of %s, by %s: %,d MiB in %.1f s"
            .formatted(
                report.base().id(),
                report.source(),
                report.way(),
                report.bytes() >> MIB_BITS,
                report.took().toMillis() / 1000.0));
    if (report.masked().isEmpty()) {
      lines.add("nothing is masked: the configuration has no migrations.masking");
      return lines;
    }
    int width = report.masked().stream().mapToInt(c -> c.column().length()).max().orElse(0);
    for (MaskedColumn column : report.masked()) {
      lines.add(
          String.format(
              Locale.ROOT,
              "  %-" + width + "s  %s: %,d rows, %,d with a value, now %,d%s",
              column.column(),
              column.mask().lines().findFirst().orElse(""),
              column.rows(),
              column.before(),
              column.after(),
              column.unchanged() == 0
                  ? ""
                  : String.format(Locale.ROOT, ", %,d as they were", column.unchanged())));
    }
    return lines;
  }
}
