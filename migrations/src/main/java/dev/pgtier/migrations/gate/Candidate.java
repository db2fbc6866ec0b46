package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.ledger.LedgerRecord.Direction;
import dev.pgtier.migrations.ledger.LedgerRecord.TableRange;
import dev.pgtier.migrations.ledger.LedgerRecord.ValidatedStatement;
import dev.pgtier.policies.analysis.TransactionUse.Kind;
import dev.pgtier.policies.script.Check;
import dev.pgtier.policies.script.Script;
import dev.pgtier.policies.script.ScriptStatement;
import java.util.List;
import java.util.Optional;

/**
 * A file that may run now.
 *
 * @param file the migration, below its directory; also where what runs is the file that undoes it
 * @param sha256 of the migration
 * @param validation the hash of the record that was approved
 * @param running the name of the file that runs
 * @param script that file, which is on disk as it was validated
 * @param statements as they were validated
 * @param schema the fingerprint that production must have
 * @param from the index of the statement that it begins with: not the first where a run broke off
 *     between two transactions
 * @param stale why its validation is too old to begin it; empty where it is gone on with or undone
 */
record Candidate(
    String file,
    String sha256,
    String validation,
    Direction direction,
    String running,
    Script script,
    List<ValidatedStatement> statements,
    List<TableRange> ranges,
    String schema,
    int from,
    Optional<Staleness> stale) {
  /** Whether the gate puts BEGIN and COMMIT around it. */
  boolean wrapped() {
    return script.statements().stream()
        .noneMatch(s -> s.transaction().isPresent() || s.outsideBlock());
  }

  /** The rest of it. */
  Candidate resumed(Resumption resumption) {
    return new Candidate(
        file,
        sha256,
        validation,
        direction,
        running,
        script,
        statements,
        ranges,
        resumption.schema(),
        resumption.from(),
        Optional.empty());
  }

  Transactions transactions() {
    return Transactions.of(script.statements());
  }

  /** Whether its checks may run: those of a migration are not those of what undoes it. */
  List<Check> checks() {
    return script.checks();
  }

  ScriptStatement statement(int index) {
    return script.statements().get(index);
  }

  boolean isCommit(int index) {
    return statement(index).transaction().equals(Optional.of(Kind.COMMIT));
  }

  /** The index of the last COMMIT; negative where there is none. */
  int lastCommit() {
    int last = size() - 1;
    while (last >= 0 && !isCommit(last)) {
      last--;
    }
    return last;
  }

  int size() {
    return statements.size();
  }

  boolean isNext(int index, String digest) {
    return index < statements.size() && statements.get(index).digest().equals(digest);
  }

  /** A statement for people. */
  String describe(int index) {
    ScriptStatement statement = statement(index);
    String text = statement.text().replaceAll("\\s+", " ");
    return "statement %d of %s, line %d: %s"
        .formatted(
            statement.number(),
            running,
            statement.line(),
            text.length() > 80 ? text.substring(0, 80) + "…" : text);
  }
}
