package dev.pgtier.proxy.record;

import dev.pgtier.audit.record.Judgement;
import dev.pgtier.policies.Effect;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.decision.StatementDecision;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

/**
 * What EXECUTE and FETCH run: the statement behind the name. Its relations, functions and effect
 * are theirs too, or nobody who looks for those would find what ran.
 *
 * @param each of the statements of a text; null for one that uses no name that is known
 */
public record Behind(List<StatementDecision> each) {
  /** The same judgement, of all that the statement at {@code i} does. */
  Judgement added(int i, StatementAnalysis own, Judgement judgement) {
    StatementDecision behind = each.get(i);
    if (behind == null) {
      return judgement;
    }
    Effect effect = behind.analysis().effect();
    return new Judgement(
        (effect.compareTo(own.effect()) > 0 ? effect : own.effect()).word(),
        both(judgement.relations(), Judged.names(behind.relations())),
        both(judgement.functions(), Judged.functions(behind.analysis())),
        judgement.verdict(),
        judgement.rule(),
        judgement.reason(),
        judgement.hint());
  }

  private static List<String> both(Collection<String> some, Collection<String> others) {
    return Stream.concat(some.stream(), others.stream()).distinct().sorted().toList();
  }
}
