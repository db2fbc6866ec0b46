package dev.pgtier.policies.rewrite;

import dev.pgtier.parser.Node;
import dev.pgtier.policies.rewrite.RowCap.NotRewritten;
import dev.pgtier.policies.rewrite.RowCap.Reason;
import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.expression.LongValue;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.statement.Statement;
import net.sf.jsqlparser.statement.select.Limit;
import net.sf.jsqlparser.statement.select.ParenthesedSelect;
import net.sf.jsqlparser.statement.select.Select;
import net.sf.jsqlparser.statement.select.SetOperationList;

/**
 * Whether JSqlParser reads a text with its insertion as PostgreSQL's parser reads it without: one
 * SELECT of the same kind and relations, with a LIMIT of the whole of it. That PostgreSQL's parser
 * finds nothing but the LIMIT added is proved elsewhere.
 *
 * @param statement of PostgreSQL's tree of the text as it came
 * @param limited the text up to the insertion and the insertion
 * @param limit of the insertion
 */
record Agreement(Node statement, String limited, long limit) implements SecondParser.Question {

  @Override
  public Optional<NotRewritten> ask(SecondReading reading) throws ParseException {
    List<Statement> read = reading.statements(limited);
    if (read.size() != 1) {
      return not("JSqlParser reads " + read.size() + " statements");
    }
    if (!(read.get(0) instanceof Select select)) {
      return not("JSqlParser reads no SELECT");
    }
    if (isSetOperation(select) == statement.text("op").equals("SETOP_NONE")) {
      return not("JSqlParser reads another kind of SELECT");
    } else if (!SecondTables.of(select).equals(PostgresTables.of(statement))) {
      return not("JSqlParser reads other relations");
    }
    return isLimited(select) ? Optional.empty() : not("JSqlParser would put the LIMIT elsewhere");
  }

  private boolean isLimited(Select select) {
    Limit read = limitOf(select);
    return read != null
        && read.getRowCount() instanceof LongValue rows
        && rows.getValue() == limit
        && read.getOffset() == null
        && read.getByExpressions() == null
        && select.getFetch() == null;
  }

  /** JSqlParser gives the LIMIT behind a UNION to the last SELECT of it. */
  private static Limit limitOf(Select select) {
    if (select.getLimit() != null || !(select instanceof SetOperationList list)) {
      return select.getLimit();
    }
    Select last = list.getSelects().get(list.getSelects().size() - 1);
    return last instanceof ParenthesedSelect ? null : last.getLimit();
  }

  private static boolean isSetOperation(Select select) {
    Select inner = select;
    while (inner instanceof ParenthesedSelect parenthesed) {
      inner = parenthesed.getSelect();
    }
    return inner instanceof SetOperationList;
  }

  private static Optional<NotRewritten> not(String detail) {
    return Optional.of(new NotRewritten(Reason.DISAGREEMENT, detail));
  }
}
