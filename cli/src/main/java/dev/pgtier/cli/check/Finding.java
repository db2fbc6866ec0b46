package dev.pgtier.cli.check;

import java.util.List;

/**
 * One thing that a role could do beyond its tier.
 *
 * @param text a sentence without its full stop
 * @param details the objects, a line each
 * @param mend SQL for a superuser in the upstream's database, a line each; after it the finding is
 *     gone
 */
public record Finding(
    Area area, Severity severity, String text, List<String> details, List<String> mend) {
  public Finding {
    details = List.copyOf(details);
    mend = List.copyOf(mend);
  }
}
