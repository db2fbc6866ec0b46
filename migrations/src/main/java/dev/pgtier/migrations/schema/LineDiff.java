package dev.pgtier.migrations.schema;

import java.util.ArrayList;
import java.util.List;

/** Two texts, line by line: what is common once, what differs marked by {@code -} and {@code +}. */
final class LineDiff {
  /** More lines than these are not compared but shown one text after the other. */
  private static final int MOST = 2_000;

  private LineDiff() {}

  static List<String> of(List<String> before, List<String> after) {
    List<String> lines = new ArrayList<>();
    if (before.size() > MOST || after.size() > MOST) {
      before.forEach(line -> lines.add("- " + line));
      after.forEach(line -> lines.add("+ " + line));
      return lines;
    }
    int[][] common = new int[before.size() + 1][after.size() + 1];
    for (int i = before.size() - 1; i >= 0; i--) {
      for (int j = after.size() - 1; j >= 0; j--) {
        common[i][j] =
            before.get(i).equals(after.get(j))
                ? common[i + 1][j + 1] + 1
                : Math.max(common[i + 1][j], common[i][j + 1]);
      }
    }
    int i = 0;
    int j = 0;
    while (i < before.size() || j < after.size()) {
      if (i < before.size() && j < after.size() && before.get(i).equals(after.get(j))) {
        lines.add("  " + before.get(i++));
        j++;
      } else if (j == after.size() || (i < before.size() && common[i + 1][j] >= common[i][j + 1])) {
        lines.add("- " + before.get(i++));
      } else {
        lines.add("+ " + after.get(j++));
      }
    }
    return lines;
  }
}
