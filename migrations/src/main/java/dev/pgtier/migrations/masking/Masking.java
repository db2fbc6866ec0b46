package dev.pgtier.migrations.masking;

import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.database.Session;
import dev.pgtier.migrations.database.Sql;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * Masks a database that nobody else can connect to. Until {@link #run} has returned it holds values
 * of production: in rows, in old versions of rows, in statistics, in materialized views.
 */
public final class Masking {
  private final Session session;
  private final String owner;
  private final Consumer<String> progress;

  /**
   * Does nothing yet.
   *
   * @param owner the role that owns the tables; what the database's own functions do during
   *     masking, they do as that role
   */
  public Masking(Session session, String owner, Consumer<String> progress) {
    this.session = session;
    this.owner = owner;
    this.progress = progress;
  }

  /** Masks every column of the plan, or fails; then the database is to be dropped. */
  public List<MaskedColumn> run(MaskPlan plan) throws DatabaseException {
    if (plan.tables().isEmpty()) {
      return List.of();
    }
    session.rows(HashKind.MAKE_KEY);
    session.execute(HashKind.MAKE_PERMUTE);
    session.execute("SET ROLE " + Sql.name(owner));
    for (ForeignKey key : plan.foreignKeys()) {
      session.execute(key.drop());
    }
    List<MaskedColumn> masked = new ArrayList<>();
    List<TableTree> trees = new ArrayList<>();
    for (Map.Entry<Long, List<PlannedColumn>> table : plan.tables().entrySet()) {
      MaskRule first = table.getValue().get(0).rule();
      progress.accept("masking " + first.schema() + "." + first.table());
      TableTree tree = TableTree.of(session, table.getKey());
      trees.add(tree);
      masked.addAll(new TableMasking(session, tree, table.getValue()).run());
    }
    for (ForeignKey key : plan.foreignKeys()) {
      make(key);
    }
    session.execute("RESET ROLE");
    clean(trees);
    session.execute("DROP FUNCTION pg_temp.pgtier_permute", "RESET pgtier.mask_key");
    return masked;
  }

  private void make(ForeignKey key) throws DatabaseException {
    try {
      session.execute(key.make().toArray(String[]::new));
    } catch (DatabaseException e) {
      throw new MaskException(
          "after masking, rows no longer meet by the foreign key %s of %s (%s): mask both of its sides alike"
              .formatted(key.name(), key.relation(), e.reason()));
    }
  }

  /** Leaves nothing of what was there before in the files that a session can read. */
  private void clean(List<TableTree> tables) throws DatabaseException {
    progress.accept("rewriting what was masked, so that no old row is left");
    Statistics statistics = new Statistics(session);
    session.execute("SET ROLE " + Sql.name(owner));
    List<TableTree> trees = new ArrayList<>(tables);
    for (long view : Views.refresh(session)) {
      trees.add(TableTree.of(session, view));
    }
    session.execute("RESET ROLE");
    for (TableTree tree : trees) {
      statistics.forget(tree);
      statistics.renew(tree);
      statistics.requireFresh(tree);
    }
    session.execute("VACUUM FULL pg_statistic", "VACUUM FULL pg_statistic_ext_data");
  }
}
