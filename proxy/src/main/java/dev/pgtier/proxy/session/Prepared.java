package dev.pgtier.proxy.session;

import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.judge.Judgement;
import dev.pgtier.proxy.record.PreparedText;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/**
 * A prepared statement of either kind. The server reads its text anew when the search_path or the
 * catalogue has changed, so the text is kept, to be judged anew too.
 */
final class Prepared {
  private final String sql;
  private final Conduct conduct;
  private Judgement judgement;
  private PreparedText text;
  private boolean capped;
  private boolean permitted;
  private List<Long> types = List.of();

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

  /** The same as bytes; nobody may write to them. */
  byte[] utf8() {
    return text().utf8();
  }

  /** The same for records. */
  PreparedText text() {
    if (text == null) {
      text = new PreparedText(sql.getBytes(StandardCharsets.UTF_8));
    }
    return text;
  }

  /** Whether a LIMIT was put into what the server has of it. */
  boolean capped() {
    return capped;
  }

  void capped(boolean yes) {
    capped = yes;
  }

  /** Of its parameters, those that are given by number and that PostgreSQL did not bring. */
  List<Long> types() {
    return types;
  }

  void types(List<Long> some) {
    types = some;
  }

  /** Whether the gate of approved files lets it run, once. */
  void permit(boolean yes) {
    permitted = yes;
  }

  /** Uses that up; false where it was. */
  boolean use() {
    boolean was = permitted;
    permitted = false;
    return was;
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
    List<StatementAnalysis> statements = judgement.statements();
    return statements.isEmpty() ? Optional.empty() : Optional.of(statements.get(0));
  }
}
