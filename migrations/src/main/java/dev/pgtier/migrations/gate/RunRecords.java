package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerException;
import dev.pgtier.migrations.ledger.LedgerRecord;
import dev.pgtier.migrations.ledger.LedgerRecord.Applied;
import dev.pgtier.migrations.ledger.LedgerRecord.Direction;
import dev.pgtier.migrations.ledger.LedgerRecord.Failed;
import dev.pgtier.migrations.ledger.LedgerRecord.RolledBack;
import dev.pgtier.migrations.ledger.LedgerRecord.Started;
import dev.pgtier.migrations.ledger.LedgerRecord.TableRows;
import dev.pgtier.migrations.state.MigrationState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;

/** What the ledger is told of one run of a file, from its first transaction to its end. */
final class RunRecords {
  private final GateOptions options;
  private final Set<String> live;
  private final Candidate file;
  private final String id = UUID.randomUUID().toString();
  private final long began = System.nanoTime();
  private int transaction;

  /**
   * Of a run that has not begun.
   *
   * @param live the runs of this process, among which it is from its first record to {@link #over}
   */
  RunRecords(GateOptions options, Set<String> live, Candidate file) {
    this.options = options;
    this.live = live;
    this.file = file;
  }

  /** Whether a record says that this transaction, by its number from 1, has begun to write. */
  boolean hasStarted(int number) {
    return transaction >= number;
  }

  boolean hasStarted() {
    return transaction > 0;
  }

  /**
   * A transaction is about to write.
   *
   * @param schema production's fingerprint now
   * @param xid the server's number of it; "" outside of a block
   * @return false where another session was first, or has put this run down as ended
   */
  boolean start(int number, String schema, String principal, String session, String xid)
      throws LedgerException {
    // Before the record is there, so that no other session takes this for a dead one's.
    live.add(id);
    boolean done = false;
    try {
      done =
          options
              .ledger()
              .append(
                  entries ->
                      (hasStarted() ? isMine(entries) : isStill(entries))
                          ? Optional.of(started(number, schema, principal, session, xid))
                          : Optional.empty())
              .isPresent();
    } finally {
      if (done) {
        transaction = number;
      } else if (!hasStarted()) {
        live.remove(id);
      }
    }
    return done;
  }

  private Started started(int number, String schema, String principal, String session, String xid) {
    return new Started(
        id,
        file.direction(),
        file.file(),
        file.sha256(),
        file.validation(),
        number,
        schema,
        principal,
        session,
        xid);
  }

  private boolean isMine(List<LedgerEntry> entries) {
    return state(entries)
        .run()
        .filter(it -> it.record() instanceof Started started && started.run().equals(id))
        .isPresent();
  }

  /** Whether nobody else has begun it meanwhile. */
  private boolean isStill(List<LedgerEntry> entries) {
    MigrationState state = state(entries);
    return file.direction() == Direction.APPLY
        ? Candidates.mayBegin(state) && Candidates.committed(state) == file.from()
        : Candidates.mayUndo(state) && Candidates.committed(state) == file.from();
  }

  private MigrationState state(List<LedgerEntry> entries) {
    return MigrationState.of(
        entries, file.file(), file.sha256(), options.rules(), options.clock().instant());
  }

  /** The file has come to its end. */
  void applied(List<TableRows> rows, String schema) throws LedgerException {
    append(ended(rows, schema));
  }

  private LedgerRecord ended(List<TableRows> rows, String schema) {
    long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
    return file.direction() == Direction.APPLY
        ? new Applied(id, file.file(), file.sha256(), file.validation(), rows, schema, millis)
        : new RolledBack(id, file.file(), file.sha256(), file.validation(), rows, schema, millis);
  }

  /**
   * It does not come to its end.
   *
   * @param index of the statement that did not end well
   * @param committed how many statements from the file's start are safe
   */
  void failed(int index, int committed, String sqlState, String reason) throws LedgerException {
    append(
        new Failed(
            id,
            file.direction(),
            file.file(),
            file.sha256(),
            file.validation(),
            Math.min(index + 1, file.size()),
            committed,
            sqlState,
            reason));
  }

  /** What another session has found out meanwhile, or goes on with, stays the last word. */
  private void append(LedgerRecord record) throws LedgerException {
    options.ledger().append(entries -> isMine(entries) ? Optional.of(record) : Optional.empty());
  }

  /** This process does no more for it; what no record tells is asked of the server. */
  void over() {
    live.remove(id);
  }
}
