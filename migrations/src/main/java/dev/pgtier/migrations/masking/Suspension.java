package dev.pgtier.migrations.masking;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import dev.pgtier.migrations.database.Sql;
import java.util.ArrayList;
import java.util.List;

/**
 * What of a table must rest while its rows are set: triggers, which would act on the change, row
 * security that binds the owner too, identities that cannot be set. Afterwards all is as before.
 */
final class Suspension {
  private static final String TRIGGERS =
      """
      SELECT format('%I.%I', n.nspname, c.relname), t.tgname, t.tgenabled
        FROM pg_trigger t
        JOIN pg_class c ON c.oid = t.tgrelid
        JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE t.tgrelid = ANY (CAST(? AS oid[])) AND NOT t.tgisinternal AND t.tgenabled <> 'D'
       ORDER BY t.oid
      """;
  private static final String FORCED =
      """
      SELECT format('%I.%I', n.nspname, c.relname)
        FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
       WHERE c.oid = ANY (CAST(? AS oid[])) AND c.relforcerowsecurity
      """;

  private final List<String> before = new ArrayList<>();
  private final List<String> after = new ArrayList<>();

  private Suspension() {}

  /** Of a table with all its partitions and children. */
  static Suspension of(Session session, TableTree tree, List<PlannedColumn> columns)
      throws DatabaseException {
    Suspension suspension = new Suspension();
    for (List<String> row : session.rows(TRIGGERS, tree.oids())) {
      String trigger = Sql.name(row.get(1));
      String only = "ALTER TABLE ONLY " + row.get(0) + " ";
      String how =
          switch (row.get(2)) {
            case "R" -> "ENABLE REPLICA";
            case "A" -> "ENABLE ALWAYS";
            default -> "ENABLE";
          };
      suspension.add(only + "DISABLE TRIGGER " + trigger, only + how + " TRIGGER " + trigger);
    }
    for (List<String> row : session.rows(FORCED, tree.oids())) {
      String table = "ALTER TABLE ONLY " + row.get(0) + " ";
      suspension.add(table + "NO FORCE ROW LEVEL SECURITY", table + "FORCE ROW LEVEL SECURITY");
    }
    for (PlannedColumn column : columns) {
      if (column.always()) {
        String alter =
            "ALTER TABLE %s ALTER COLUMN %s SET GENERATED "
                .formatted(column.rule().relation(), column.name());
        suspension.add(alter + "BY DEFAULT", alter + "ALWAYS");
      }
    }
    return suspension;
  }

  String[] before() {
    return before.toArray(String[]::new);
  }

  String[] after() {
    return after.toArray(String[]::new);
  }

  private void add(String rest, String wake) {
    before.add(rest);
    after.add(wake);
  }
}
