package dev.pgtier.policies.rewrite;

import dev.pgtier.parser.Node;
import dev.pgtier.parser.ParseResult;
import dev.pgtier.parser.ParseTree;
import dev.pgtier.parser.Statement;
import java.util.LinkedHashSet;
import java.util.Set;

/** The proof of a row cap: PostgreSQL's own parser on the text before and after. */
final class LimitedTree {
  private static final String OPTION = "LIMIT_OPTION_COUNT";

  private LimitedTree() {}

  /**
   * Whether {@code after} is {@code before} and a LIMIT, and nothing else. Since nothing but
   * semicolons follows the insertion, the locations have to be equal too.
   *
   * @param limit the constant's spelling
   * @param location of the constant in the new text, in bytes
   * @param inserted how much longer the new text is, in bytes
   */
  static boolean holds(
      Statement before, ParseResult after, String limit, int location, int inserted) {
    if (!(after instanceof ParseTree tree) || tree.statements().size() != 1) {
      return false;
    }
    Statement statement = tree.statements().get(0);
    return statement.start() == before.start()
        && statement.length() == before.length() + inserted
        && sameButForLimit(before.node(), statement.node())
        && isLimit(statement.node(), limit, location);
  }

  private static boolean sameButForLimit(Node before, Node after) {
    if (!before.tag().equals(after.tag())) {
      return false;
    }
    Set<String> fields = new LinkedHashSet<>(before.names());
    fields.addAll(after.names());
    fields.remove("limitCount");
    fields.remove("limitOption");
    return fields.stream().allMatch(field -> before.value(field).equals(after.value(field)));
  }

  private static boolean isLimit(Node node, String limit, int location) {
    Node count = node.node("limitCount").orElse(null);
    return count != null
        && node.text("limitOption").equals(OPTION)
        && count.is("A_Const")
        && count.number("location") == location
        && spelled(count).equals(limit);
  }

  /** The grammar makes an Integer of what fits four bytes, a Float of what does not. */
  private static String spelled(Node constant) {
    return constant
        .node("ival")
        .map(value -> Long.toString(value.number("ival")))
        .or(() -> constant.node("fval").map(value -> value.text("fval")))
        .orElse("");
  }
}
