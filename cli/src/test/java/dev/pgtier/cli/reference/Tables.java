package dev.pgtier.cli.reference;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The model as tables in a document, each below the heading of its section. */
final class Tables {
  private static final String HEAD = "| key | meaning | type | default |\n|---|---|---|---|\n";

  private Tables() {}

  /**
   * The document with the tables that the model gives; what stands between them is kept.
   *
   * @throws IllegalArgumentException if a section has no heading with a table below
   */
  static String renew(String document, List<Group> groups) {
    String renewed = document;
    for (Group group : groups) {
      String heading = "### " + group.section() + ": " + group.place() + "\n";
      Matcher table =
          Pattern.compile(
                  "(?ms)"
                      + Pattern.quote(heading)
                      + "(?:(?!^#).)*?(^\\| key \\|.*?)(?=^[^|]|^$|\\z)")
              .matcher(renewed);
      if (!table.find()) {
        throw new IllegalArgumentException("no table below the heading " + heading);
      }
      renewed =
          renewed.substring(0, table.start(1)) + table(group) + renewed.substring(table.end(1));
    }
    return renewed;
  }

  private static String table(Group group) {
    StringBuilder table = new StringBuilder(HEAD);
    for (Group.Key key : group.keys()) {
      table.append(
          "| `%s` | %s | %s | %s |\n"
              .formatted(key.name(), key.meaning(), key.type().word(), key.otherwise())
              .replace("|  |", "| |"));
    }
    return table.toString();
  }
}
