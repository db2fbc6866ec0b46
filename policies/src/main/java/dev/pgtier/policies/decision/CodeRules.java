package dev.pgtier.policies.decision;

import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.RelationUse;
import dev.pgtier.policies.analysis.SettingUse;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.catalog.RelationFacts;
import dev.pgtier.policies.catalog.Routine;
import dev.pgtier.policies.catalog.TypeFacts;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** What runs without being named: behind views, row security, domains and casts. */
final class CodeRules {
  private final Case situation;
  private final Set<QualifiedName> relations = new HashSet<>();

  private CodeRules(Case situation) {
    this.situation = situation;
  }

  static Optional<Denial> judge(Case situation, StatementAnalysis statement) {
    if (!situation.rules().judgesCode()) {
      return Optional.empty();
    }
    for (Routine routine : situation.names().catalog().systemCasts()) {
      Optional<Denial> denial =
          FunctionRules.judge(situation, routine, "a cast or a comparison by " + routine.name());
      if (denial.isPresent()) {
        return denial.map(inner -> within(inner, "casts.code", "a cast or a comparison"));
      }
    }
    CodeRules rules = new CodeRules(situation);
    return rules.all(situation, statement, false);
  }

  /** An expression that the server fills in: an argument's default. */
  static Optional<Denial> expression(Case situation, StatementAnalysis expression) {
    return new CodeRules(situation).code(expression, false);
  }

  /** A type that a call names, as a cast, or without saying so: of its arguments or its result. */
  static Optional<Denial> type(Case situation, QualifiedName name) {
    return new CodeRules(situation).type(name, situation);
  }

  private Optional<Denial> all(Case where, StatementAnalysis statement, boolean trusted) {
    for (QualifiedName name : statement.types()) {
      Optional<Denial> denial = type(name, where);
      if (denial.isPresent()) {
        return denial;
      }
    }
    for (RelationUse use : statement.relations()) {
      List<RelationFacts> meanings = where.names().relations(use.name());
      for (RelationFacts facts : meanings) {
        Optional<Denial> denial = relation(facts, trusted);
        if (denial.isPresent()) {
          return denial;
        }
      }
      if (meanings.isEmpty() && where.names().catalog().complete()) {
        situation.unresolved().add("relation " + use.name());
      }
    }
    return Optional.empty();
  }

  private Optional<Denial> relation(RelationFacts facts, boolean trusted) {
    if (!relations.add(facts.name())) {
      return Optional.empty();
    }
    for (QualifiedName type : facts.types()) {
      Optional<Denial> denial = type(type, situation.ofCode());
      if (denial.isPresent()) {
        return denial;
      }
    }
    for (StatementAnalysis code : facts.code()) {
      Optional<Denial> denial = code(code, trusted || facts.ofExtension());
      if (denial.isPresent()) {
        return denial.map(inner -> within(inner, "relations.code", "relation " + facts.name()));
      }
    }
    return Optional.empty();
  }

  private Optional<Denial> type(QualifiedName name, Case where) {
    List<TypeFacts> meanings = where.names().types(name);
    if (meanings.isEmpty()) {
      return unresolvedType(name);
    }
    return meanings.stream().map(this::type).flatMap(Optional::stream).findFirst();
  }

  private Optional<Denial> type(TypeFacts facts) {
    if (facts.name().schema().equals(QualifiedName.PG_CATALOG)
        || !situation.seen().add(facts.name())) {
      return Optional.empty();
    }
    for (Routine routine : facts.casts()) {
      Optional<Denial> denial = FunctionRules.judge(situation, routine, "type " + facts.name());
      if (denial.isPresent()) {
        return denial.map(inner -> within(inner, "types.code", "type " + facts.name()));
      }
    }
    for (StatementAnalysis check : facts.checks()) {
      Optional<Denial> denial = code(check, false);
      if (denial.isPresent()) {
        return denial.map(inner -> within(inner, "types.code", "type " + facts.name()));
      }
    }
    for (QualifiedName part : facts.parts()) {
      Optional<Denial> denial = type(part, situation.ofCode());
      if (denial.isPresent()) {
        return denial;
      }
    }
    return Optional.empty();
  }

  private Optional<Denial> unresolvedType(QualifiedName name) {
    situation.unresolved().add("type " + name);
    return situation.policy() == Unresolved.DENY
        ? Optional.of(
            new Denial(
                "types.unresolved",
                "type " + name,
                "no type " + name + " is in the catalogue, so nobody knows what it runs"))
        : Optional.empty();
  }

  private Optional<Denial> code(StatementAnalysis code, boolean trusted) {
    if (code.opaque().isPresent()) {
      return Optional.of(new Denial("opaque", "", "its definition is not understood"));
    }
    if (code.settings().stream().anyMatch(SettingUse::changes)) {
      return Optional.of(new Denial("settings.settable", "", "it changes settings"));
    }
    Case inner = trusted ? situation.ofCode().trusted() : situation.ofCode();
    Optional<Denial> denial = FunctionRules.judge(inner, code);
    return denial.isPresent() ? denial : all(inner, code, trusted);
  }

  private static Denial within(Denial inner, String rule, String subject) {
    if (inner.rule().endsWith(".code")) {
      return inner;
    }
    return new Denial(rule, subject, subject + " runs code that is not allowed: " + inner.reason());
  }
}
