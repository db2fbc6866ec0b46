package dev.pgtier.policies.decision;

import dev.pgtier.policies.analysis.AttributeUse;
import dev.pgtier.policies.analysis.FunctionUse;
import dev.pgtier.policies.analysis.OperatorUse;
import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.catalog.FunctionFacts;
import dev.pgtier.policies.catalog.OperatorFacts;
import dev.pgtier.policies.catalog.Routine;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Which functions a statement may call, by their names or behind operators and dots. */
final class FunctionRules {
  /** Whose text argument is a statement; nobody sees what that does. */
  private static final Patterns SQL_IN_STRING =
      new Patterns(
          List.of(
              "query_to_xml*",
              "table_to_xml*",
              "schema_to_xml*",
              "database_to_xml*",
              "cursor_to_xml*",
              "ts_stat",
              "ts_rewrite",
              "crosstab*",
              "connectby",
              "xpath_table",
              "dblink*"));

  /** What the grammar writes without parentheses. */
  private static final Set<String> SYNTAX =
      Set.of(
          "current_catalog",
          "current_date",
          "current_role",
          "current_schema",
          "current_time",
          "current_timestamp",
          "current_user",
          "localtime",
          "localtimestamp",
          "session_user",
          "system_user",
          "user");

  /** Judged by the setting that they name. */
  private static final QualifiedName SET_CONFIG = QualifiedName.system("set_config");

  private FunctionRules() {}

  /** Whether {@code name} is that of a function that runs SQL out of a string. */
  static boolean runsSqlInString(QualifiedName name) {
    return SQL_IN_STRING.match(name);
  }

  /** Whether it is a word of the grammar that reads as a call in the tree. */
  static boolean isSyntax(QualifiedName name) {
    return name.schema().equals(QualifiedName.PG_CATALOG) && SYNTAX.contains(name.name());
  }

  /** int4(x) and the like are casts where there is no function of that name. */
  static boolean isCast(Names names, FunctionUse use) {
    return use.arguments() == 1 && !names.types(use.name()).isEmpty();
  }

  static Optional<Denial> judge(Case situation, StatementAnalysis statement) {
    for (FunctionUse use : statement.functions()) {
      Optional<Denial> denial = judge(situation, use);
      if (denial.isPresent()) {
        return denial;
      }
    }
    for (AttributeUse use : statement.attributes()) {
      Optional<Denial> denial = judge(situation, use);
      if (denial.isPresent()) {
        return denial;
      }
    }
    if (!situation.rules().judgesCode()) {
      return Optional.empty();
    }
    for (OperatorUse use : statement.operators()) {
      Optional<Denial> denial = judge(situation, use);
      if (denial.isPresent()) {
        return denial;
      }
    }
    return Optional.empty();
  }

  private static Optional<Denial> judge(Case situation, FunctionUse use) {
    if (denied(situation, use.name())) {
      return Optional.of(onDenyList(use.name()));
    }
    List<FunctionFacts> meanings = situation.names().functions(use);
    for (FunctionFacts facts : meanings) {
      Optional<Denial> denial = judge(situation, facts);
      if (denial.isPresent()) {
        return denial;
      }
    }
    return meanings.isEmpty() ? unresolved(situation, use) : Optional.empty();
  }

  private static Optional<Denial> judge(Case situation, AttributeUse use) {
    QualifiedName name = QualifiedName.of(use.name());
    if (!use.ofRow() && denied(situation, name)) {
      return Optional.of(onDenyList(name));
    }
    for (FunctionFacts facts : situation.names().attribute(use)) {
      Optional<Denial> denial = judge(situation, facts);
      if (denial.isPresent()) {
        return denial;
      }
    }
    return Optional.empty();
  }

  private static Optional<Denial> unresolved(Case situation, FunctionUse use) {
    QualifiedName name = use.name();
    boolean cast = isCast(situation.names(), use);
    if (cast || isSyntax(name) || !situation.rules().judgesCode()) {
      return cast ? CodeRules.type(situation, name) : Optional.empty();
    }
    situation.unresolved().add("function " + name);
    boolean system = name.schema().equals(QualifiedName.PG_CATALOG);
    return situation.policy() == Unresolved.DENY || system
        ? Optional.of(
            new Denial(
                "functions.unresolved",
                "function " + name,
                "no function " + name + " is in the catalogue, so nobody knows what it does"))
        : Optional.empty();
  }

  private static Optional<Denial> judge(Case situation, OperatorUse use) {
    List<OperatorFacts> meanings = situation.names().operators(use);
    for (OperatorFacts facts : meanings) {
      Optional<Denial> denial =
          judge(situation, facts.routine(), "operator " + facts.name())
              .or(() -> operands(situation, facts.routine().name()));
      if (denial.isPresent()) {
        return denial;
      }
    }
    if (!meanings.isEmpty()) {
      return Optional.empty();
    }
    situation.unresolved().add("operator " + use.name());
    return situation.policy() == Unresolved.DENY
        ? Optional.of(
            new Denial(
                "operators.unresolved",
                "operator " + use.name(),
                "no operator " + use.name() + " is in the catalogue"))
        : Optional.empty();
  }

  /** The types of an operator are those of its function. */
  private static Optional<Denial> operands(Case situation, QualifiedName function) {
    if (function.schema().equals(QualifiedName.PG_CATALOG)) {
      return Optional.empty();
    }
    return situation.names().catalog().functions(function.name()).stream()
        .filter(facts -> facts.name().equals(function))
        .map(facts -> types(situation, facts))
        .flatMap(Optional::stream)
        .findFirst();
  }

  private static Optional<Denial> judge(Case situation, FunctionFacts facts) {
    Optional<Denial> denial = judge(situation, facts.routine(), "function " + facts.name());
    if (denial.isPresent()) {
      return denial;
    }
    for (QualifiedName part : facts.support()) {
      if (denied(situation, part)) {
        return Optional.of(onDenyList(part));
      }
    }
    return situation.rules().judgesCode() ? unsaid(situation, facts) : Optional.empty();
  }

  /** What a call runs without saying so: domains' checks on its values, and defaults. */
  private static Optional<Denial> unsaid(Case situation, FunctionFacts facts) {
    Optional<Denial> denial = types(situation, facts);
    boolean known =
        facts.defaults().isEmpty() || !situation.seen().add(List.of(facts, situation.trusting()));
    if (denial.isPresent() || known) {
      return denial;
    }
    return facts.defaults().stream()
        .map(expression -> CodeRules.expression(situation, expression))
        .flatMap(Optional::stream)
        .findFirst()
        .map(inner -> inner.of("function " + facts.name(), "a default of " + facts.name()));
  }

  private static Optional<Denial> types(Case situation, FunctionFacts facts) {
    // Whoever vouched for the code did so for its types.
    if (situation.trusting()) {
      return Optional.empty();
    }
    return facts.types().stream()
        .map(type -> CodeRules.type(situation.ofCode(), type))
        .flatMap(Optional::stream)
        .findFirst();
  }

  /**
   * Whether a call of {@code routine} is allowed.
   *
   * @param subject what a message calls it
   */
  static Optional<Denial> judge(Case situation, Routine routine, String subject) {
    QualifiedName name = routine.name();
    if (denied(situation, name)) {
      return Optional.of(onDenyList(name));
    }
    boolean listed = situation.rules().functionsAlso().match(name) || name.equals(SET_CONFIG);
    if (!situation.rules().judgesCode() || listed || situation.trusting()) {
      return Optional.empty();
    }
    if (routine.securityDefiner()) {
      return Optional.of(
          new Denial(
              "functions.security-definer", subject, name + " runs with the rights of its owner"));
    }
    if (routine.isVolatile()) {
      return Optional.of(
          runsSqlInString(name)
              ? onDenyList(name)
              : new Denial(
                  "functions.volatile", subject, name + " is volatile: it may change something"));
    }
    return Optional.empty();
  }

  private static boolean denied(Case situation, QualifiedName name) {
    return situation.rules().functionsDenied().match(name);
  }

  private static Denial onDenyList(QualifiedName name) {
    return runsSqlInString(name)
        ? new Denial(
            "functions.sql-in-string",
            "function " + name,
            name + " runs SQL that stands in a string, which nobody has read")
        : new Denial(
            "functions.deny",
            "function " + name,
            name + " is on the tier's list of denied functions");
  }
}
