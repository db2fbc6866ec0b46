package dev.pgtier.proxy.session;

import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.analysis.TransactionUse;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What a client's BEGIN and COMMIT become in a read-only tier: BEGIN READ ONLY and ROLLBACK. */
final class ControlText {
  private ControlText() {}

  /** In place of one statement. */
  static String of(StatementAnalysis statement) {
    TransactionUse use = statement.transaction().orElseThrow();
    if (use.kind() == TransactionUse.Kind.COMMIT) {
      return "ROLLBACK";
    }
    // The tag that the server answers with is by this word.
    String word = statement.command().startsWith("START") ? "START TRANSACTION" : "BEGIN";
    StringBuilder text = new StringBuilder(word).append(" READ ONLY");
    use.isolation().ifPresent(level -> text.append(" ISOLATION LEVEL ").append(level));
    return text.append(use.deferrable() ? " DEFERRABLE" : "").toString();
  }

  /**
   * In place of a string of several. Only the ranges of BEGIN and COMMIT change, so that everything
   * else stays as it was sent.
   *
   * @param begins whether the first statement is BEGIN
   * @param commits whether the last one is COMMIT
   */
  static String of(
      String sql, List<StatementAnalysis> statements, boolean begins, boolean commits) {
    byte[] utf8 = sql.getBytes(StandardCharsets.UTF_8);
    StatementAnalysis last = statements.get(statements.size() - 1);
    String text = "";
    int at = 0;
    if (begins) {
      StatementAnalysis first = statements.get(0);
      text = part(utf8, 0, first.start()) + of(first);
      at = first.start() + first.length();
    }
    if (commits) {
      text += part(utf8, at, last.start()) + of(last);
      at = last.start() + last.length();
    }
    return text + part(utf8, at, utf8.length);
  }

  private static String part(byte[] utf8, int from, int to) {
    return new String(utf8, from, to - from, StandardCharsets.UTF_8);
  }
}
