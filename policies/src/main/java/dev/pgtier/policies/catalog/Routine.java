package dev.pgtier.policies.catalog;

import dev.pgtier.policies.analysis.QualifiedName;

/**
 * What a call of something runs.
 *
 * @param isVolatile whether pg_proc calls it, or anything that it is made of, volatile
 * @param securityDefiner whether it runs with the rights of its owner
 */
public record Routine(QualifiedName name, boolean isVolatile, boolean securityDefiner) {}
