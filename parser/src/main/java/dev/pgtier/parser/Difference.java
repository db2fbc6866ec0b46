package dev.pgtier.parser;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * A place where two trees differ. Locations in the text are no difference.
 *
 * @param path from the root, such as {@code SelectStmt.targetList/ResTarget.val/A_Const.ival}
 * @param left what the first tree has there; empty for C's zero
 * @param right what the second tree has there; empty for C's zero
 */
public record Difference(String path, Optional<Value> left, Optional<Value> right) {
  private static final Pattern CONSTANT = Pattern.compile("(.*/)?A_Const\\.\\w+/\\w+\\.\\w+");
  private static final Set<String> LOCATIONS =
      Set.of(
          "location",
          "name_location",
          "stmt_location",
          "stmt_len",
          "list_start",
          "list_end",
          "rexpr_list_start",
          "rexpr_list_end");

  /** Every place where {@code left} and {@code right} differ, in the order of the fields. */
  public static List<Difference> between(Node left, Node right) {
    List<Difference> differences = new ArrayList<>();
    compare("", left, right, differences);
    return List.copyOf(differences);
  }

  /**
   * Whether two trees are the same but for locations and the contents of constants ({@code
   * A_Const}), which are still of the same kind: a string is no number. Some keywords are constants
   * in a tree too: so are READ ONLY and READ WRITE after SET TRANSACTION.
   */
  public static boolean onlyInConstants(Node left, Node right) {
    return between(left, right).stream().allMatch(Difference::isConstant);
  }

  /** Whether this is the contents of a constant that is of one kind in both trees. */
  public boolean isConstant() {
    return CONSTANT.matcher(path).matches();
  }

  private static void compare(String path, Node left, Node right, List<Difference> to) {
    if (!left.tag().equals(right.tag())) {
      to.add(new Difference(path, Optional.of(left), Optional.of(right)));
      return;
    }
    String prefix = (path.isEmpty() ? "" : path + "/") + left.tag() + ".";
    Set<String> names = new LinkedHashSet<>(left.names());
    names.addAll(right.names());
    for (String name : names) {
      if (!isLocation(left.tag(), name)) {
        compare(prefix + name, left.value(name), right.value(name), to);
      }
    }
  }

  private static void compare(
      String path, Optional<Value> left, Optional<Value> right, List<Difference> to) {
    if (left.isPresent() && right.isPresent()) {
      if (left.get() instanceof Node a && right.get() instanceof Node b) {
        compare(path, a, b, to);
        return;
      } else if (left.get() instanceof Value.Items a
          && right.get() instanceof Value.Items b
          && a.nodes().size() == b.nodes().size()) {
        for (int i = 0; i < a.nodes().size(); i++) {
          compare(path, a.nodes().get(i), b.nodes().get(i), to);
        }
        return;
      }
    }
    if (!left.equals(right)) {
      to.add(new Difference(path, left, right));
    }
  }

  private static boolean isLocation(String tag, String field) {
    return LOCATIONS.contains(field)
        && Grammar.type(tag).fields().get(field).form() == NodeType.Form.INTEGER;
  }
}
