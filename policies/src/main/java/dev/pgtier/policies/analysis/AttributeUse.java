package dev.pgtier.policies.analysis;

/**
 * A name behind a dot, {@code f} in {@code t.f}, which is a column's or a function's.
 *
 * @param ofRow whether what stands before the dot is a row for certain, or names this column;
 *     {@code ('x').f} and {@code r.f} for {@code FROM g(1) r} call {@code f} with any value
 */
public record AttributeUse(String name, boolean ofRow) {}
