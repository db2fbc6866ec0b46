package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.gate.Transactions.Part;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord.Failed;
import dev.pgtier.migrations.ledger.LedgerRecord.Started;
import java.util.List;
import java.util.Optional;

/**
 * Where a run that broke off between two of its transactions may be gone on with.
 *
 * @param from the index of the statement that comes next
 * @param schema the fingerprint that production must have
 */
record Resumption(int from, String schema) {
  /** The SQLSTATE of a run of which nobody can say how its last transaction ended. */
  static final String UNKNOWN = "08007";

  /**
   * Finds it.
   *
   * @param entries the whole ledger
   * @param schemaAfter the fingerprint after the whole file
   * @return empty where it is not known what production is like, or where something was left behind
   */
  static Optional<Resumption> of(
      List<LedgerEntry> entries, Failed failed, Transactions transactions, String schemaAfter) {
    int from = failed.committed();
    if (from == 0 || failed.sqlState().equals(UNKNOWN) || !transactions.isStart(from)) {
      return Optional.empty();
    }
    boolean leftBehind =
        !transactions.part(transactions.number(from)).atomic()
            && wasSent(entries, failed, transactions, from);
    return leftBehind ? Optional.empty() : between(entries, failed, transactions, schemaAfter);
  }

  private static boolean wasSent(
      List<LedgerEntry> entries, Failed failed, Transactions transactions, int from) {
    return last(entries, failed)
        .filter(started -> started.transaction() == transactions.number(from))
        .isPresent();
  }

  private static Optional<Resumption> between(
      List<LedgerEntry> entries, Failed failed, Transactions transactions, String schemaAfter) {
    int from = failed.committed();
    return last(entries, failed)
        .flatMap(
            started -> {
              Part part = transactions.part(started.transaction());
              if (part.from() >= from || part.dataOnly()) {
                return Optional.of(started.schema());
              }
              return transactions.isDataOnlyFrom(from)
                  ? Optional.of(schemaAfter)
                  : Optional.empty();
            })
        .map(schema -> new Resumption(from, schema));
  }

  /** The last transaction that the run began. */
  private static Optional<Started> last(List<LedgerEntry> entries, Failed failed) {
    return entries.stream()
        .map(LedgerEntry::record)
        .filter(Started.class::isInstance)
        .map(Started.class::cast)
        .filter(started -> started.run().equals(failed.run()))
        .reduce((one, other) -> other);
  }
}
