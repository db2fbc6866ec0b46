package dev.pgtier.proxy.session;

import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.judge.Judgement;
import java.util.Optional;

/**
 * A prepared statement of either kind. The server reads its text anew when the search_path or the
 * catalogue has changed, so the text is kept, to be judged anew too.
 */
final class Prepared {
  private final String sql;
  private final Conduct conduct;
  private Judgement judgement;

  /**
   * Judged and allowed.
   *
   * @param sql as the client sent it, whole: of a PREPARE, that PREPARE
   */
  Prepared(String sql, Conduct conduct, Judgement judgement) {
    this.sql = sql;
    this.conduct = conduct;
    this.judgement = judgement;
  }

  String sql() {
    return sql;
  }

  Conduct conduct() {
    return conduct;
  }

  Judgement judgement() {
    return judgement;
  }

  void judged(Judgement anew) {
    judgement = anew;
  }

  /** What it does; empty for the empty text. */
  Optional<StatementAnalysis> analysis() {
    return judgement.decision().statements().stream().findFirst().map(s -> s.analysis());
  }
}
