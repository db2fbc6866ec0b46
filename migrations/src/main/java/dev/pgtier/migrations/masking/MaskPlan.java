package dev.pgtier.migrations.masking;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rules, matched with one database's columns; every rule is in it, or there is no plan. */
public final class MaskPlan {
  private final Map<Long, List<PlannedColumn>> tables;
  private final List<ForeignKey> foreignKeys;

  private MaskPlan(Map<Long, List<PlannedColumn>> tables, List<ForeignKey> foreignKeys) {
    this.tables = tables;
    this.foreignKeys = foreignKeys;
  }

  /**
   * Matches and checks the rules, without changing anything.
   *
   * @throws MaskException naming the first rule that cannot be kept
   */
  public static MaskPlan of(Session session, List<MaskRule> rules) throws DatabaseException {
    Map<Long, List<PlannedColumn>> tables = new LinkedHashMap<>();
    for (MaskRule rule : rules) {
      PlannedColumn column = PlannedColumn.find(session, rule);
      tables.computeIfAbsent(column.table(), table -> new ArrayList<>()).add(column);
    }
    Map<Long, List<PlannedColumn>> members = new LinkedHashMap<>();
    for (Map.Entry<Long, List<PlannedColumn>> table : tables.entrySet()) {
      for (TableTree.Member member : TableTree.of(session, table.getKey()).members()) {
        members.computeIfAbsent(member.oid(), oid -> new ArrayList<>()).addAll(table.getValue());
      }
    }
    List<ForeignKey> foreignKeys = ForeignKey.find(session, members);
    for (List<PlannedColumn> columns : tables.values()) {
      for (PlannedColumn column : columns) {
        requireComputable(session, column);
      }
    }
    return new MaskPlan(tables, foreignKeys);
  }

  Map<Long, List<PlannedColumn>> tables() {
    return tables;
  }

  /** Those that a masked column is part of. */
  List<ForeignKey> foreignKeys() {
    return foreignKeys;
  }

  /** Has the server read the expression, so that a mistake is found before hours of copying. */
  private static void requireComputable(Session session, PlannedColumn column)
      throws DatabaseException {
    if (!column.mayKeep()) {
      return;
    }
    try {
      session.rows("EXPLAIN SELECT " + column.value() + " FROM " + column.rule().relation());
    } catch (DatabaseException e) {
      throw new MaskException(
          "the mask of %s, %s, cannot be computed: %s"
              .formatted(column.rule().name(), column.rule().mask().words(), e.reason()));
    }
  }
}
