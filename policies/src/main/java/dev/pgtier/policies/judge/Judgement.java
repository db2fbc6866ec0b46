package dev.pgtier.policies.judge;

import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.decision.Decision;
import dev.pgtier.policies.decision.StatementDecision;
import dev.pgtier.policies.rewrite.RowCap.Insertion;
import java.util.List;
import java.util.Optional;

/**
 * A text's decision, and what it was decided by.
 *
 * @param context in which it holds
 * @param rowCap the LIMIT to be put into the text, so that the server stops where the tier's row
 *     limit is passed; empty where rows are only counted
 * @param lasting whether the same would be found at a quieter time
 */
public record Judgement(
    Decision decision, JudgeContext context, Optional<Insertion> rowCap, boolean lasting) {
  /** A decision without a row cap. */
  public Judgement(Decision decision, JudgeContext context) {
    this(decision, context, Optional.empty(), true);
  }

  /** What the text's statements do; none if it could not be read. */
  public List<StatementAnalysis> statements() {
    List<StatementDecision> decisions = decision.statements();
    return decisions.size() == 1
        ? List.of(decisions.get(0).analysis())
        : decisions.stream().map(StatementDecision::analysis).toList();
  }
}
