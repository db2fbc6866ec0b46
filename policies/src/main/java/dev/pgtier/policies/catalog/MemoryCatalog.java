package dev.pgtier.policies.catalog;

import dev.pgtier.policies.analysis.QualifiedName;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A catalogue that was read whole. */
final class MemoryCatalog implements Catalog {
  private final boolean complete;
  private final Map<String, List<FunctionFacts>> functions;
  private final Map<String, List<OperatorFacts>> operators;
  private final Map<QualifiedName, TypeFacts> types;
  private final Map<Long, QualifiedName> typesByOid;
  private final Map<QualifiedName, RelationFacts> relations;
  private final List<Routine> systemCasts;

  MemoryCatalog(
      boolean complete,
      Map<String, List<FunctionFacts>> functions,
      Map<String, List<OperatorFacts>> operators,
      Map<QualifiedName, TypeFacts> types,
      Map<Long, QualifiedName> typesByOid,
      Map<QualifiedName, RelationFacts> relations,
      List<Routine> systemCasts) {
    this.complete = complete;
    this.functions = Map.copyOf(functions);
    this.operators = Map.copyOf(operators);
    this.types = Map.copyOf(types);
    this.typesByOid = Map.copyOf(typesByOid);
    this.relations = Map.copyOf(relations);
    this.systemCasts = List.copyOf(systemCasts);
  }

  @Override
  public boolean complete() {
    return complete;
  }

  @Override
  public List<FunctionFacts> functions(String name) {
    return functions.getOrDefault(name, List.of());
  }

  @Override
  public List<OperatorFacts> operators(String name) {
    return operators.getOrDefault(name, List.of());
  }

  @Override
  public Optional<TypeFacts> type(QualifiedName name) {
    return Optional.ofNullable(types.get(name));
  }

  @Override
  public Optional<QualifiedName> typeOf(long oid) {
    return Optional.ofNullable(typesByOid.get(oid));
  }

  @Override
  public Optional<RelationFacts> relation(QualifiedName name) {
    return Optional.ofNullable(relations.get(name));
  }

  @Override
  public List<Routine> systemCasts() {
    return systemCasts;
  }
}
