package dev.pgtier.cli.check;

import dev.pgtier.policies.Tier;
import java.io.PrintStream;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The report of {@code check}, section by section, and what it adds up to. */
public final class Report {
  /** Objects that a finding lists; the SQL that mends it names them all. */
  private static final int DETAILS = 20;

  private static final int WIDTH = 96;

  private final PrintStream out;
  private int errors;
  private int warnings;
  private int sections;

  public Report(PrintStream out) {
    this.out = out;
  }

  /** Begins a section. */
  public void section(String title) {
    if (sections++ > 0) {
      out.println();
    }
    out.println(title);
  }

  /** Something that is neither wrong nor asked for. */
  public void note(String text) {
    text("fine", text);
  }

  /** A finding that no SQL mends. */
  public void say(Severity severity, String text) {
    finding(new Finding(Area.CONNECTION, severity, text, List.of(), List.of()));
  }

  /** All findings of a tier's role, and what was looked at and has none. */
  public void findings(Tier tier, List<Finding> findings) {
    findings.forEach(this::finding);
    Set<Area> fine = Area.of(tier);
    findings.forEach(finding -> fine.remove(finding.area()));
    if (!fine.isEmpty()) {
      note(fine.stream().map(Area::words).collect(Collectors.joining(", ")));
    }
  }

  private void finding(Finding finding) {
    switch (finding.severity()) {
      case ERROR -> errors++;
      case WARNING -> warnings++;
    }
    text(finding.severity().word(), finding.text());
    finding.details().stream().limit(DETAILS).forEach(detail -> line("", "  " + detail));
    if (finding.details().size() > DETAILS) {
      line("", "  … and " + (finding.details().size() - DETAILS) + " more");
    }
    if (!finding.mend().isEmpty()) {
      line("", "to mend it, as a superuser in this database:");
      finding.mend().forEach(sql -> line("", "  " + sql));
    }
  }

  /** Prints the last line and answers the exit code: 1 with an error, 2 with a warning, else 0. */
  public int finish() {
    out.println();
    out.println(
        errors + warnings == 0
            ? "check: fine"
            : "check: %s, %s".formatted(count(errors, "error"), count(warnings, "warning")));
    out.flush();
    return errors > 0 ? 1 : warnings > 0 ? 2 : 0;
  }

  private static String count(int number, String word) {
    return number + " " + word + (number == 1 ? "" : "s");
  }

  /** A sentence, on as many lines as it needs. */
  private void text(String word, String text) {
    StringBuilder line = new StringBuilder();
    String first = word;
    for (String part : text.split(" ", -1)) {
      if (line.length() > 0 && line.length() + 1 + part.length() > WIDTH) {
        line(first, line.toString());
        first = "";
        line.setLength(0);
      }
      line.append(line.length() == 0 ? "" : " ").append(part);
    }
    line(first, line.toString());
  }

  /** Names come from the server, so that nothing in them may act on a terminal. */
  private void line(String word, String text) {
    out.println("  %-8s %s".formatted(word, text.replaceAll("\\p{Cntrl}", "?")).stripTrailing());
  }
}
