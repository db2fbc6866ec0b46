package dev.pgtier.policies.catalog;

import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.StatementAnalysis;
import java.util.List;

/**
 * A type.
 *
 * @param parts types outside pg_catalog that a value of it is made of: base, element, attributes
 * @param casts functions of the casts from and to it, and those that compare its values
 * @param checks what a domain checks
 */
public record TypeFacts(
    QualifiedName name,
    List<QualifiedName> parts,
    List<Routine> casts,
    List<StatementAnalysis> checks) {
  public TypeFacts {
    parts = List.copyOf(parts);
    casts = List.copyOf(casts);
    checks = List.copyOf(checks);
  }
}
