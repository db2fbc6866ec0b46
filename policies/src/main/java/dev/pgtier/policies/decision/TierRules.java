package dev.pgtier.policies.decision;

import dev.pgtier.policies.Functions;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.analysis.RelationUse;
import dev.pgtier.policies.analysis.StatementAnalysis;
import java.util.ArrayList;
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
  /** Views that show values of any relation on which the role has grants. */
  private static final List<String> SAMPLES =
      List.of("pg_stats", "pg_stats_ext", "pg_stats_ext_exprs");

  private static final List<String> SAMPLE_COLUMNS =
      List.of(
          "most_common_vals",
          "histogram_bounds",
          "most_common_elems",
          "range_length_histogram",
          "range_bounds_histogram");

  static TierRules of(Tier tier) {
    return new TierRules(
        tier,
        new Patterns(tier.functions().also()),
        new Patterns(tier.functions().deny()),
        new Patterns(tier.relations().allow()),
        new Patterns(tier.relations().deny().stream().filter(name -> !isColumn(name)).toList()),
        columnsDenied(tier));
  }

  private static Map<QualifiedName, List<String>> columnsDenied(Tier tier) {
    Map<QualifiedName, List<String>> columns =
        tier.relations().deny().stream()
            .filter(TierRules::isColumn)
            .collect(
                Collectors.groupingBy(
                    TierRules::relation,
                    Collectors.mapping(
                        name -> name.substring(name.lastIndexOf('.') + 1), Collectors.toList())));
    if (withholdsRows(tier)) {
      SAMPLES.forEach(
          view ->
              columns
                  .computeIfAbsent(QualifiedName.system(view), key -> new ArrayList<>())
                  .addAll(SAMPLE_COLUMNS));
    }
    return columns;
  }

  /** Whether a relation that is not the server's own is kept back, in whole or in part. */
  private static boolean withholdsRows(Tier tier) {
    return !tier.relations().allow().isEmpty()
        || tier.relations().deny().stream()
            .anyMatch(name -> !name.startsWith("pg_") && !name.startsWith("information_schema."));
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
