package dev.pgtier.policies.decision;

import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.RelationUse;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.catalog.RelationFacts;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Which relations a statement may name. */
final class RelationRules {
  private RelationRules() {}

  static Optional<Denial> judge(Case situation, StatementAnalysis statement) {
    Patterns denied = situation.rules().relationsDenied();
    Patterns allowed = situation.rules().relationsAllowed();
    for (RelationUse use : statement.relations()) {
      List<QualifiedName> meanings = meanings(situation.names(), use.name());
      for (QualifiedName name : meanings) {
        if (denied.match(name)) {
          return Optional.of(
              new Denial(
                  "relations.deny",
                  "relation " + name,
                  name + " is on the tier's list of denied relations"));
        }
      }
      for (QualifiedName name : meanings) {
        Optional<String> column = situation.rules().column(name, statement, use);
        if (column.isPresent()) {
          return Optional.of(
              new Denial(
                  "relations.deny",
                  "column " + name + "." + column.get(),
                  name
                      + "."
                      + column.get()
                      + " is on the tier's list of denied columns; name the others one by one"));
        }
      }
      Optional<QualifiedName> other =
          allowed.isEmpty() ? Optional.empty() : notAllowed(situation, use, meanings);
      if (other.isPresent()) {
        return Optional.of(
            new Denial(
                "relations.allow",
                "relation " + other.get(),
                other.get() + " is not on the tier's list of allowed relations"));
      }
    }
    return Optional.empty();
  }

  /** The relations of a statement, each by the schema where it is, or most likely is. */
  static List<QualifiedName> names(Names names, StatementAnalysis statement) {
    List<QualifiedName> found = new ArrayList<>();
    for (RelationUse use : statement.relations()) {
      found.add(likeliest(meanings(names, use.name())));
    }
    return found;
  }

  /** What nobody knows is rather in public than in a schema that is named after the role. */
  private static QualifiedName likeliest(List<QualifiedName> meanings) {
    return meanings.stream()
        .filter(name -> name.schema().equals("public"))
        .findFirst()
        .orElse(meanings.get(0));
  }

  /** Of those that are there each might be meant; of those that are not, one may come to be. */
  private static Optional<QualifiedName> notAllowed(
      Case situation, RelationUse use, List<QualifiedName> meanings) {
    Patterns allowed = situation.rules().relationsAllowed();
    boolean there = !situation.names().relations(use.name()).isEmpty();
    return there || meanings.stream().noneMatch(allowed::match)
        ? meanings.stream().filter(name -> !allowed.match(name)).findFirst()
        : Optional.empty();
  }

  private static List<QualifiedName> meanings(Names names, QualifiedName name) {
    List<QualifiedName> there = names.relations(name).stream().map(RelationFacts::name).toList();
    return there.isEmpty() ? names.candidates(name) : there;
  }
}
