package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.gate.Transactions.Part;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord;
import dev.pgtier.migrations.ledger.LedgerRecord.Applied;
import dev.pgtier.migrations.ledger.LedgerRecord.Direction;
import dev.pgtier.migrations.ledger.LedgerRecord.Failed;
import dev.pgtier.migrations.ledger.LedgerRecord.OfFile;
import dev.pgtier.migrations.ledger.LedgerRecord.RolledBack;
import dev.pgtier.migrations.ledger.LedgerRecord.Started;
import java.util.List;
import java.util.Optional;

/**
 * Finds out how a run ended of which no record tells, by the server's number of its last
 * transaction.
 *
 * @param transactions of the file that ran; empty where it is no more what it was
 */
record Resolution(Started started, Optional<Transactions> transactions) {
  private static final String COMMITTED = "committed";
  private static final String ABORTED = "aborted";

  /** What to ask the server; nothing where it knows no number of it. */
  List<String> question() {
    return started.xid().matches("[0-9]+")
        ? List.of("SELECT pg_catalog.pg_xact_status('" + started.xid() + "'::pg_catalog.xid8)")
        : List.of();
  }

  /** Whether it is still going on. */
  static boolean isRunning(String status) {
    return "in progress".equals(status);
  }

  /** The record that tells it, unless another session has found it out meanwhile. */
  Optional<LedgerRecord> record(List<LedgerEntry> entries, String status) {
    boolean first =
        entries.stream()
            .map(LedgerEntry::record)
            .filter(it -> it instanceof OfFile file && isOf(file))
            .reduce((one, other) -> other)
            .filter(started::equals)
            .isPresent();
    return first ? Optional.of(record(status)) : Optional.empty();
  }

  private boolean isOf(OfFile record) {
    boolean run =
        record instanceof Started
            || record instanceof Applied
            || record instanceof Failed
            || record instanceof RolledBack;
    return run && record.file().equals(started.file()) && record.sha256().equals(started.sha256());
  }

  /**
   * The record that tells it.
   *
   * @param status as the server has it; null where it does not know, as it was too long ago
   */
  LedgerRecord record(String status) {
    if (transactions.isEmpty()) {
      return failed(1, 0, Resumption.UNKNOWN, unknown("its file is no more what it was"));
    }
    Transactions all = transactions.get();
    Part part = all.part(started.transaction());
    if (COMMITTED.equals(status)) {
      return started.transaction() == all.size()
          ? ended()
          : failed(
              part.to() + 1,
              part.to(),
              "",
              "the session broke off after transaction %d of %d was committed"
                  .formatted(started.transaction(), all.size()));
    }
    if (ABORTED.equals(status)) {
      return failed(
          part.from() + 1,
          part.from(),
          "",
          part.from() == 0
              ? "the session broke off before its COMMIT; nothing of it stays"
              : "the session broke off in transaction %d of %d, of which nothing stays"
                  .formatted(started.transaction(), all.size()));
    }
    return failed(
        part.from() + 1,
        part.from(),
        Resumption.UNKNOWN,
        unknown(
            part.block()
                ? "the server no longer knows its transaction"
                : "this statement runs outside of a transaction"));
  }

  private static String unknown(String why) {
    return "the session broke off, and " + why + "; look at production for how far it came";
  }

  private LedgerRecord ended() {
    return started.direction() == Direction.APPLY
        ? new Applied(
            started.run(), started.file(), started.sha256(), started.validation(), List.of(), "", 0)
        : new RolledBack(
            started.run(),
            started.file(),
            started.sha256(),
            started.validation(),
            List.of(),
            "",
            0);
  }

  private LedgerRecord failed(int statement, int committed, String sqlState, String reason) {
    return new Failed(
        started.run(),
        started.direction(),
        started.file(),
        started.sha256(),
        started.validation(),
        statement,
        committed,
        sqlState,
        reason);
  }
}
