package dev.pgtier.proxy.session;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.TransactionUse;
import dev.pgtier.policies.decision.StatementDecision;
import dev.pgtier.policies.judge.Judgement;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/** What clients of the deploy tier add to a file: it changes nothing that a file would go by. */
final class Harmless {
  private static final Set<Effect> EFFECTS =
      EnumSet.of(Effect.READ, Effect.EXPLAIN, Effect.SHOW, Effect.TRANSACTION, Effect.SESSION);
  private static final Set<Effect> KEEPING =
      EnumSet.of(Effect.READ, Effect.WRITE, Effect.LOCK, Effect.DDL);
  private static final Set<String> CATALOGUES =
      Set.of(QualifiedName.PG_CATALOG, "information_schema");

  private static final Set<QualifiedName> NOW =
      Set.of(QualifiedName.of("now"), QualifiedName.system("now"));

  private Harmless() {}

  /** Of an allowed text of one statement, or of none. */
  static boolean is(Judgement judgement, Tier tier) {
    List<StatementDecision> statements = judgement.decision().statements();
    if (statements.isEmpty()) {
      return true;
    }
    StatementDecision statement = statements.get(0);
    Effect effect = statement.analysis().effect();
    Collection<QualifiedName> relations = statement.relations();
    boolean keeps =
        !relations.isEmpty()
            // Where search_path would lead, nobody asks here.
            && statement.analysis().relations().stream().allMatch(use -> use.name().qualified())
            && KEEPING.contains(effect)
            // Whatever else is called might write elsewhere.
            && statement.analysis().functions().stream()
                .allMatch(function -> NOW.contains(function.name()))
            && relations.stream()
                .map(QualifiedName::toString)
                .allMatch(tier.bookkeeping()::contains);
    if (keeps) {
      return true;
    }
    boolean prepares =
        statement.analysis().transaction().map(TransactionUse::kind).stream()
            .anyMatch(kind -> kind == TransactionUse.Kind.PREPARE);
    return EFFECTS.contains(effect)
        && !prepares
        && statement.systemCode()
        && relations.stream().map(QualifiedName::schema).allMatch(CATALOGUES::contains);
  }
}
