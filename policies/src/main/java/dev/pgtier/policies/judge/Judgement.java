package dev.pgtier.policies.judge;

import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.decision.Decision;
import dev.pgtier.policies.decision.StatementDecision;
import java.util.List;

/**
 * A text's decision, and what it was decided by.
 *
 * @param context in which it holds
 */
public record Judgement(Decision decision, JudgeContext context) {
  /** What the text's statements do; none if it could not be read. */
  public List<StatementAnalysis> statements() {
    List<StatementDecision> decisions = decision.statements();
    return decisions.size() == 1
        ? List.of(decisions.get(0).analysis())
        : decisions.stream().map(StatementDecision::analysis).toList();
  }
}
