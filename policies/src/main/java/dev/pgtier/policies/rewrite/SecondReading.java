package dev.pgtier.policies.rewrite;

import dev.pgtier.policies.rewrite.RowCap.NotRewritten;
import java.util.List;
import java.util.Optional;
import net.sf.jsqlparser.parser.AbstractJSqlParser.Dialect;
import net.sf.jsqlparser.parser.CCJSqlParser;
import net.sf.jsqlparser.parser.ParseException;
import net.sf.jsqlparser.parser.StringProvider;
import net.sf.jsqlparser.statement.Statement;

/** One use of JSqlParser, which another thread may stop. */
final class SecondReading {
  private CCJSqlParser parser;
  private boolean stopped;

  /** All statements of {@code sql}, on this thread: no executor is made for it. */
  List<Statement> statements(String sql) throws ParseException {
    try {
      return statements(sql, false);
    } catch (ParseException e) {
      // Nested expressions are read in a slower way, which it calls complex parsing.
      return statements(sql, true);
    }
  }

  /** Loads what the first text would have to wait for. */
  Optional<NotRewritten> warmUp() throws ParseException {
    statements(
            "WITH a AS (SELECT 1) SELECT b, f(c) FROM a JOIN d USING (e) WHERE g = 'h' ORDER BY 1")
        .forEach(statement -> SecondTables.of(statement));
    return Optional.empty();
  }

  private List<Statement> statements(String sql, boolean complex) throws ParseException {
    CCJSqlParser fresh = new CCJSqlParser(new StringProvider(sql));
    start(fresh);
    return fresh.withDialect(Dialect.POSTGRESQL).withAllowComplexParsing(complex).Statements();
  }

  private synchronized void start(CCJSqlParser fresh) throws ParseException {
    if (stopped) {
      throw new ParseException("stopped");
    }
    parser = fresh;
  }

  /** Makes the parser give up at its next look-ahead; nothing is begun afterwards. */
  synchronized void stop() {
    stopped = true;
    if (parser != null) {
      parser.interrupted = true;
    }
  }
}
