package dev.pgtier.policies.decision;

import dev.pgtier.policies.analysis.AttributeUse;
import dev.pgtier.policies.analysis.FunctionUse;
import dev.pgtier.policies.analysis.OperatorUse;
import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.policies.catalog.FunctionFacts;
import dev.pgtier.policies.catalog.OperatorFacts;
import dev.pgtier.policies.catalog.RelationFacts;
import dev.pgtier.policies.catalog.TypeFacts;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Everything that a name may mean. PostgreSQL picks one overload by types, which are not known
 * here; so a name means all of them.
 *
 * @param schemas where an unqualified name is looked up, in this order
 */
record Names(Catalog catalog, List<String> schemas) {
  /** For code that the server printed: what is not in pg_catalog has its schema there. */
  Names ofCode() {
    return new Names(catalog, List.of(QualifiedName.PG_CATALOG));
  }

  private boolean visible(QualifiedName use, QualifiedName fact) {
    return use.qualified() ? use.schema().equals(fact.schema()) : schemas.contains(fact.schema());
  }

  /** Those that take so many arguments; where none does, all of that name. */
  List<FunctionFacts> functions(FunctionUse use) {
    List<FunctionFacts> named =
        catalog.functions(use.name().name()).stream()
            .filter(facts -> visible(use.name(), facts.name()))
            .toList();
    if (use.arguments() == 0 && !use.name().qualified() && systemFirst()) {
      // Without arguments there is nothing to choose by but the order of schemas.
      List<FunctionFacts> system =
          named.stream()
              .filter(facts -> facts.takes(0))
              .filter(facts -> facts.name().schema().equals(QualifiedName.PG_CATALOG))
              .toList();
      named = system.isEmpty() ? named : system;
    }
    List<FunctionFacts> fitting =
        named.stream().filter(facts -> use.variadic() || facts.takes(use.arguments())).toList();
    return fitting.isEmpty() ? named : fitting;
  }

  /** Only of pg_catalog is it certain that whoever asks may look into it. */
  private boolean systemFirst() {
    return !schemas.isEmpty() && schemas.get(0).equals(QualifiedName.PG_CATALOG);
  }

  /** What a name behind a dot may call if it is no column. */
  List<FunctionFacts> attribute(AttributeUse use) {
    return catalog.functions(use.name()).stream()
        .filter(facts -> facts.takesRow() || (!use.ofRow() && facts.takes(1)))
        .filter(facts -> schemas.contains(facts.name().schema()))
        .toList();
  }

  List<OperatorFacts> operators(OperatorUse use) {
    return catalog.operators(use.name().name()).stream()
        .filter(facts -> facts.unary() == use.unary() && visible(use.name(), facts.name()))
        .toList();
  }

  /**
   * Types of that name. The server takes the first one in a schema that the role may use; of which
   * those are nothing is known here.
   */
  List<TypeFacts> types(QualifiedName name) {
    return found(name, catalog::type);
  }

  /** Relations of that name, as types. */
  List<RelationFacts> relations(QualifiedName name) {
    return found(name, catalog::relation);
  }

  private <T> List<T> found(QualifiedName name, Function<QualifiedName, Optional<T>> lookup) {
    if (name.qualified()) {
      return lookup.apply(name).stream().toList();
    }
    Optional<T> system =
        systemFirst() ? lookup.apply(QualifiedName.system(name.name())) : Optional.empty();
    return system
        .map(List::of)
        .orElseGet(
            () ->
                schemas.stream()
                    .flatMap(
                        schema -> lookup.apply(new QualifiedName(schema, name.name())).stream())
                    .toList());
  }

  /** Where a relation would be looked for that the catalogue does not have. */
  List<QualifiedName> candidates(QualifiedName name) {
    if (name.qualified()) {
      return List.of(name);
    }
    List<QualifiedName> candidates =
        schemas.stream()
            .filter(schema -> !schema.equals(QualifiedName.PG_CATALOG))
            .map(schema -> new QualifiedName(schema, name.name()))
            .toList();
    return candidates.isEmpty() ? List.of(name) : candidates;
  }
}
