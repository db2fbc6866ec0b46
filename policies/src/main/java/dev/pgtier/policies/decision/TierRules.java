package dev.pgtier.policies.decision;

import dev.pgtier.policies.Functions;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.RelationUse;
import dev.pgtier.policies.analysis.StatementAnalysis;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** A tier with its lists ready for look-ups. */
record TierRules(
    Tier tier,
    Patterns functionsAlso,
    Patterns functionsDenied,
    Patterns relationsAllowed,
    Patterns relationsDenied,
    Map<QualifiedName, List<String>> columnsDenied) {
  static TierRules of(Tier tier) {
    return new TierRules(
        tier,
        new Patterns(tier.functions().also()),
        new Patterns(tier.functions().deny()),
        new Patterns(tier.relations().allow()),
        new Patterns(tier.relations().deny().stream().filter(name -> !isColumn(name)).toList()),
        tier.relations().deny().stream()
            .filter(TierRules::isColumn)
            .collect(
                Collectors.groupingBy(
                    TierRules::relation,
                    Collectors.mapping(
                        name -> name.substring(name.lastIndexOf('.') + 1), Collectors.toList()))));
  }

  private static boolean isColumn(String pattern) {
    return pattern.indexOf('.') != pattern.lastIndexOf('.');
  }

  private static QualifiedName relation(String column) {
    int dot = column.indexOf('.');
    return new QualifiedName(
        column.substring(0, dot), column.substring(dot + 1, column.lastIndexOf('.')));
  }

  /**
   * A denied column of {@code relation} that {@code statement} reads, or may read: by its name, by
   * a star, or as part of the whole row.
   */
  Optional<String> column(QualifiedName relation, StatementAnalysis statement, RelationUse use) {
    Set<String> columns = statement.columns();
    return columnsDenied.getOrDefault(relation, List.of()).stream()
        .filter(
            column ->
                columns.contains(column)
                    || columns.contains("*")
                    || columns.contains(use.alias())
                    || statement.functions().stream().anyMatch(f -> f.name().name().equals(column)))
        .findFirst();
  }

  /** Whether functions, and code that runs by other names, are judged beyond the deny-list. */
  boolean judgesCode() {
    return tier.functions().allow() == Functions.Allow.NON_VOLATILE;
  }
}
