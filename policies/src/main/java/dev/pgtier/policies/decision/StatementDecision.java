package dev.pgtier.policies.decision;

import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.StatementAnalysis;
import java.util.List;

/**
 * What was decided of one statement among several.
 *
 * @param relations that it names, each in the schema where it was found or would be looked for
 * @param systemCode whether all that it calls came with the server and only answers
 */
public record StatementDecision(
    StatementAnalysis analysis,
    Verdict verdict,
    List<QualifiedName> relations,
    boolean systemCode) {
  public StatementDecision {
    relations = List.copyOf(relations);
  }
}
