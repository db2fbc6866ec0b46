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
 * Whether JSqlParser reads a text as PostgreSQL's parser does, and would put the LIMIT where the
 * insertion puts it.
 *
 * @param statement of PostgreSQL's tree
 * @param sql the text up to the insertion
 * @param limited the same with the insertion
 * @param limit of the insertion
 */
record Agreement(Node statement, String sql, String limited, long limit)
    implements SecondParser.Question {

  @Override
  public Optional<NotRewritten> ask(SecondReading reading) throws ParseException {
    List<Statement> read = reading.statements(sql);
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
    } else if (select.getLimit() != null || select.getFetch() != null) {
      return not("JSqlParser reads a LIMIT");
    }
    select.setLimit(new Limit().withRowCount(new LongValue(limit)));
    List<Statement> again = reading.statements(limited);
    return again.size() == 1 && again.get(0).toString().equals(select.toString())
        ? Optional.empty()
        : not("JSqlParser would put the LIMIT elsewhere");
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
