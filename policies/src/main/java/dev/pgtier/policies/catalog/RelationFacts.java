package dev.pgtier.policies.catalog;

import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.StatementAnalysis;
import java.util.List;

/**
 * A table, view or sequence.
 *
 * @param kind as pg_class.relkind has it
 * @param ofExtension whether an extension brought it, so that a superuser vouched for its code
 * @param types of its columns, where they are outside pg_catalog
 * @param code what runs when it is read: a view's query, row security, virtual columns
 */
public record RelationFacts(
    QualifiedName name,
    char kind,
    boolean ofExtension,
    List<QualifiedName> types,
    List<StatementAnalysis> code) {
  public RelationFacts {
    types = List.copyOf(types);
    code = List.copyOf(code);
  }
}
