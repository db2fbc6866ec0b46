package dev.pgtier.cli.cloning;

import dev.pgtier.migrations.clone.BaseCopy;
import dev.pgtier.migrations.clone.CloneReport;
import dev.pgtier.migrations.clone.CloneTarget;
import dev.pgtier.migrations.database.DatabaseException;
import dev.pgtier.migrations.ledger.Ledger;
import dev.pgtier.migrations.ledger.LedgerException;
import dev.pgtier.migrations.ledger.LedgerRecord;
import java.nio.file.Path;

/** Writes down what became of clones. */
public final class CloneLedger {
  private final Ledger ledger;
  private final CloneTarget target;

  /** Writes nothing yet; the directory need not be there. */
  public CloneLedger(Path directory, CloneTarget target) {
    this.ledger = new Ledger(directory);
    this.target = target;
  }

  /** A base copy is about to take its place. */
  public void cloned(CloneReport report) throws DatabaseException {
    append(
        new LedgerRecord.Cloned(
            report.base().id(),
            report.way(),
            report.source(),
            target.names().base(),
            report.schema(),
            report.masked().stream()
                .map(
                    one ->
                        new LedgerRecord.Masked(
                            one.column(),
                            one.mask(),
                            one.rows(),
                            one.before(),
                            one.after(),
                            one.unchanged()))
                .toList(),
            report.bytes(),
            report.took().toMillis(),
            user()));
  }

  /** The agents' database was made anew. */
  public void reset(BaseCopy base) throws DatabaseException {
    append(new LedgerRecord.Reset(base.id(), target.names().work(), user()));
  }

  private void append(LedgerRecord record) throws DatabaseException {
    try {
      ledger.append(record);
    } catch (LedgerException e) {
      throw new DatabaseException(e.getMessage());
    }
  }

  private static String user() {
    return System.getProperty("user.name");
  }
}
