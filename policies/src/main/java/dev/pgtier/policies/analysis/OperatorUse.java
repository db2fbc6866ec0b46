package dev.pgtier.policies.analysis;

/**
 * An operator in a statement; it is a function by another name.
 *
 * @param unary whether it stands before its only operand
 */
public record OperatorUse(QualifiedName name, boolean unary) {}
