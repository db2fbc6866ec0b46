package dev.pgtier.migrations.schema;

import java.util.ArrayList;
import java.util.List;

/**
 * One object that is not as it was.
 *
 * @param before its definition; "" where it is new or its name says it all
 * @param after its definition; "" where it is gone or its name says it all
 * @param counted whether the fingerprint has changed by it
 */
public record SchemaChange(
    Sort sort, String kind, String name, String before, String after, boolean counted) {
  /** What has become of it. */
  public enum Sort {
    ADDED('+'),
    REMOVED('-'),
    CHANGED('~');

    private final char sign;

    Sort(char sign) {
      this.sign = sign;
    }

    public char sign() {
      return sign;
    }
  }

  /** For people: {@code + column public.orders.note text}, and more lines for a long definition. */
  public List<String> lines() {
    String head = sort.sign() + " " + kind + " " + name;
    if (sort == Sort.CHANGED) {
      return changed(head);
    }
    String definition = sort == Sort.ADDED ? after : before;
    if (definition.isEmpty()) {
      return List.of(head);
    }
    if (!definition.contains("\n")) {
      return List.of(head + " " + definition);
    }
    List<String> lines = new ArrayList<>(List.of(head));
    definition.lines().forEach(line -> lines.add("    " + line));
    return lines;
  }

  private List<String> changed(String head) {
    if (!before.contains("\n") && !after.contains("\n")) {
      return List.of(head + " " + shown(before) + " → " + shown(after));
    }
    List<String> lines = new ArrayList<>(List.of(head));
    LineDiff.of(before.lines().toList(), after.lines().toList())
        .forEach(line -> lines.add("    " + line));
    return lines;
  }

  private static String shown(String definition) {
    return definition.isEmpty() ? "(plain)" : definition;
  }

  @Override
  public String toString() {
    return String.join("\n", lines());
  }
}
