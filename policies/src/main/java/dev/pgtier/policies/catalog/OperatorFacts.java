package dev.pgtier.policies.catalog;

import dev.pgtier.policies.analysis.QualifiedName;

/** An operator and the function behind it. */
public record OperatorFacts(QualifiedName name, boolean unary, Routine routine) {}
