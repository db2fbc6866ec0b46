package dev.pgtier.policies.analysis;

/**
 * A table, view or sequence that a statement names; never a CTE.
 *
 * @param written whether the statement changes it, its rows or its definition
 * @param alias by which the statement calls it; its own name where it has none
 */
public record RelationUse(QualifiedName name, boolean written, String alias) {
  RelationUse(QualifiedName name, boolean written) {
    this(name, written, name.name());
  }
}
