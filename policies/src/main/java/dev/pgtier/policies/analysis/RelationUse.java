package dev.pgtier.policies.analysis;

/**
 * A table, view or sequence that a statement names; never a CTE.
 *
 * @param written whether the statement changes it, its rows or its definition
 */
public record RelationUse(QualifiedName name, boolean written) {}
