package dev.pgtier.policies.rewrite;

import dev.pgtier.parser.Node;
import dev.pgtier.parser.ParseTree;
import dev.pgtier.policies.Effect;
import dev.pgtier.policies.analysis.Script;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.rewrite.RowCap.NotRewritten;
import dev.pgtier.policies.rewrite.RowCap.Reason;
import java.util.Optional;

/** Which statements a LIMIT belongs to, by PostgreSQL's tree alone. */
final class Cappable {
  private Cappable() {}

  /** Why the text gets no LIMIT; empty if it is to have one. */
  static Optional<NotRewritten> check(ParseTree tree, Script script) {
    if (tree.statements().size() != 1 || script.statements().size() != 1) {
      return not(Reason.NOT_ONE_STATEMENT, "it is not exactly one statement");
    }
    Node node = tree.statements().get(0).node();
    StatementAnalysis analysis = script.statements().get(0);
    if (!node.is("SelectStmt")) {
      return not(Reason.NOT_A_SELECT, "it is no SELECT");
    } else if (analysis.effect() != Effect.READ
        || node.has("intoClause")
        || node.has("lockingClause")) {
      return not(Reason.MORE_THAN_A_READ, "with a LIMIT it would change or lock other rows");
    } else if (node.has("limitCount")) {
      return not(Reason.OWN_LIMIT, "it has a LIMIT or FETCH of its own");
    } else if (node.has("valuesLists")) {
      return not(Reason.VALUES, "VALUES has as many rows as its text");
    }
    return Optional.empty();
  }

  private static Optional<NotRewritten> not(Reason reason, String detail) {
    return Optional.of(new NotRewritten(reason, detail));
  }
}
