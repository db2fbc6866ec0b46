package dev.pgtier.policies.decision;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.analysis.Reading;
import dev.pgtier.policies.analysis.Script;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.analysis.Unreadable;
import dev.pgtier.policies.catalog.Catalog;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A tier's word on texts. Pure, and safe for any number of threads. */
public final class Decider {
  /** What a client sees where a tier does not allow something: insufficient_privilege. */
  public static final String NOT_ALLOWED = "42501";

  private static final String ALLOWED = "statements.allow";

  private final TierRules rules;
  private final Unresolved unresolved;

  public Decider(Tier tier, Unresolved unresolved) {
    this.rules = TierRules.of(tier);
    this.unresolved = unresolved;
  }

  public Tier tier() {
    return rules.tier();
  }

  /** What is to become of the text that {@code reading} is of. */
  public Decision decide(Reading reading, Catalog catalog, SessionFacts session) {
    if (reading instanceof Script script) {
      Names names = new Names(catalog, session.schemas());
      return decide(own(script.statements(), session), Case.of(rules, names, unresolved));
    } else if (reading instanceof Unreadable unreadable) {
      return refuse(unreadable);
    }
    throw new AssertionError(reading);
  }

  /** The statements, where some of them mean less than they say. */
  private List<StatementAnalysis> own(List<StatementAnalysis> statements, SessionFacts session) {
    List<StatementAnalysis> own = statements;
    if (session.user().isPresent() && !tier().effects().contains(Effect.ROLE)) {
      own = own.stream().map(s -> s.ofUser(session.user().get())).toList();
    }
    return own.size() > 1 && own.stream().allMatch(TransactionRules::setsOrTidiesUp)
        ? own.stream().map(StatementAnalysis::amongTidying).toList()
        : own;
  }

  private Decision decide(List<StatementAnalysis> statements, Case situation) {
    if (statements.isEmpty()) {
      return decision(
          new Verdict.Allow("empty"), Effect.READ, List.of(), situation.unresolved(), 0);
    }
    Optional<Denial> together = TransactionRules.judge(situation, statements);
    List<StatementDecision> decisions = new ArrayList<>();
    Verdict strictest = together.map(this::deny).orElse(null);
    Effect effect = Effect.READ;
    for (StatementAnalysis statement : statements) {
      Verdict verdict =
          judge(situation.anew(), statement)
              .map(this::deny)
              .orElseGet(() -> new Verdict.Allow(ALLOWED));
      decisions.add(
          new StatementDecision(
              statement,
              verdict,
              RelationRules.names(situation.names(), statement),
              SystemCode.only(situation.names(), statement)));
      if (strictest == null && verdict instanceof Verdict.Deny) {
        strictest = verdict;
      }
      effect = statement.effect().compareTo(effect) > 0 ? statement.effect() : effect;
    }
    if (strictest == null) {
      boolean known =
          situation.unresolved().stream().noneMatch(name -> name.startsWith("function"));
      strictest = new Verdict.Allow(known ? ALLOWED : "functions.unresolved");
    }
    return decision(strictest, effect, decisions, situation.unresolved(), 0);
  }

  private static Optional<Denial> judge(Case situation, StatementAnalysis statement) {
    return effects(situation, statement)
        .or(() -> TransactionRules.judge(situation, statement))
        .or(() -> SettingRules.judge(situation, statement))
        .or(() -> RelationRules.judge(situation, statement))
        .or(() -> FunctionRules.judge(situation, statement))
        .or(() -> CodeRules.judge(situation, statement));
  }

  private static Optional<Denial> effects(Case situation, StatementAnalysis statement) {
    Set<Effect> allowed = situation.tier().effects();
    return statement.effects().keySet().stream()
        .filter(effect -> !allowed.contains(effect))
        .max(Effect::compareTo)
        .map(effect -> denied(effect, statement, allowed));
  }

  private static Denial denied(Effect effect, StatementAnalysis statement, Set<Effect> allowed) {
    String subject = effect.word() + " (" + statement.effects().get(effect) + ")";
    if (effect == Effect.OPAQUE) {
      return new Denial(
          "opaque", subject, "not understood: " + statement.opaque().orElse("no reason is known"));
    }
    String list = allowed.stream().sorted().map(Effect::word).collect(Collectors.joining(", "));
    return new Denial(
        "statements.allow", subject, effect.word() + " is not among what the tier allows: " + list);
  }

  private Verdict deny(Denial denial) {
    return new Verdict.Deny(
        denial.rule(),
        NOT_ALLOWED,
        "pgtier: tier " + tier().name() + " does not allow " + denial.subject(),
        denial.reason(),
        tier().hint());
  }

  private Decision refuse(Unreadable unreadable) {
    Verdict verdict =
        switch (unreadable.kind()) {
          case SYNTAX ->
              new Verdict.Deny(
                  "syntax",
                  "42601",
                  unreadable.message(),
                  "PostgreSQL's grammar does not accept the statement",
                  tier().hint());
          case LIMIT ->
              new Verdict.Deny(
                  "limits.sql",
                  "54000",
                  "pgtier: " + unreadable.message(),
                  unreadable.message(),
                  "Send a shorter or simpler statement.");
          case FAILED ->
              new Verdict.Deny(
                  "parser",
                  "53400",
                  "pgtier: " + unreadable.message(),
                  unreadable.message(),
                  "Try again, or send a simpler statement.");
        };
    return decision(verdict, Effect.OPAQUE, List.of(), Set.of(), unreadable.position());
  }

  private Decision decision(
      Verdict verdict,
      Effect effect,
      List<StatementDecision> statements,
      Set<String> unresolvedNames,
      int position) {
    return new Decision(
        verdict, effect, statements, unresolvedNames, position, rules.tier().hash());
  }
}
