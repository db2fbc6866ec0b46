package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.file.MigrationFileException;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerException;
import dev.pgtier.migrations.ledger.LedgerRecord.Direction;
import dev.pgtier.migrations.ledger.LedgerRecord.Failed;
import dev.pgtier.migrations.ledger.LedgerRecord.Started;
import dev.pgtier.migrations.ledger.LedgerRecord.Undo;
import dev.pgtier.migrations.ledger.LedgerRecord.Validated;
import dev.pgtier.migrations.ledger.LedgerRecord.ValidatedStatement;
import dev.pgtier.migrations.state.MigrationState;
import dev.pgtier.migrations.state.Status;
import dev.pgtier.policies.Effect;
import dev.pgtier.policies.script.CopyData;
import dev.pgtier.policies.script.Script;
import dev.pgtier.policies.script.ScriptStatement;
import dev.pgtier.policies.script.Splitting;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Finds the files that may run: those approved, and the way back of those applied. */
final class Candidates {
  private static final String LOCK_NOT_AVAILABLE = "55P03";

  private final GateOptions options;

  Candidates(GateOptions options) {
    this.options = options;
  }

  /** Those that may run now. */
  List<Candidate> current() throws LedgerException {
    List<LedgerEntry> entries = options.ledger().read();
    List<Candidate> found = new ArrayList<>();
    for (MigrationState state : states(entries)) {
      if (mayBegin(state)) {
        Optional<Staleness> stale =
            Staleness.of(entries, state.validation().orElseThrow(), options);
        apply(state, stale).flatMap(it -> begin(it, entries, state)).ifPresent(found::add);
      } else if (mayUndo(state)) {
        rollback(state).flatMap(it -> begin(it, entries, state)).ifPresent(found::add);
      }
    }
    return found;
  }

  private List<MigrationState> states(List<LedgerEntry> entries) {
    return MigrationState.all(entries, options.rules(), options.clock().instant()).stream()
        .filter(state -> state.validated().isPresent())
        .toList();
  }

  /** Approved; or begun so that nothing of it stays, or so that it may be gone on with. */
  static boolean mayBegin(MigrationState state) {
    if (state.status() == Status.APPROVED) {
      return true;
    }
    return isApproved(state)
        && failed(state, Direction.APPLY)
            .filter(it -> it.committed() > 0 || it.sqlState().equals(LOCK_NOT_AVAILABLE))
            .isPresent();
  }

  /** Applied; or an undoing was begun of which nothing stays, or which may be gone on with. */
  static boolean mayUndo(MigrationState state) {
    return state.status() == Status.APPLIED || failed(state, Direction.ROLLBACK).isPresent();
  }

  /** How many statements from its start an earlier run has left safe. */
  static int committed(MigrationState state) {
    return state.run().map(LedgerEntry::record).filter(Failed.class::isInstance).stream()
        .map(Failed.class::cast)
        .mapToInt(Failed::committed)
        .findFirst()
        .orElse(0);
  }

  private static boolean isApproved(MigrationState state) {
    return state.rejection().isEmpty() && state.approvals().size() >= state.required();
  }

  private static Optional<Failed> failed(MigrationState state, Direction direction) {
    return state
        .run()
        .map(LedgerEntry::record)
        .filter(Failed.class::isInstance)
        .map(Failed.class::cast)
        .filter(failed -> failed.direction() == direction);
  }

  /** As it may begin after what its last run has left. */
  private static Optional<Candidate> begin(
      Candidate candidate, List<LedgerEntry> entries, MigrationState state) {
    Optional<Failed> failed = failed(state, candidate.direction());
    if (failed.isEmpty()) {
      return Optional.of(candidate);
    }
    Transactions transactions = candidate.transactions();
    if (failed.get().committed() == 0) {
      boolean nothingStays =
          transactions.parts().get(0).atomic()
              && !failed.get().sqlState().equals(Resumption.UNKNOWN);
      return nothingStays ? Optional.of(candidate) : Optional.empty();
    }
    Validated validated = state.validated().orElseThrow();
    String schemaAfter =
        candidate.direction() == Direction.APPLY
            ? validated.schemaAfter()
            : validated.schemaBefore();
    return Resumption.of(entries, failed.get(), transactions, schemaAfter).map(candidate::resumed);
  }

  /** The runs of which no record tells the end. */
  List<Resolution> unresolved() throws LedgerException {
    return states(options.ledger().read()).stream()
        .filter(state -> state.status() == Status.STARTED)
        .map(state -> new Resolution((Started) state.run().orElseThrow().record(), ran(state)))
        .toList();
  }

  private Optional<Transactions> ran(MigrationState state) {
    boolean back = ((Started) state.run().orElseThrow().record()).direction() == Direction.ROLLBACK;
    Validated validated = state.validated().orElseThrow();
    List<ValidatedStatement> statements =
        back ? validated.rollback().statements() : validated.statements();
    return (back ? rollback(state) : apply(state, Optional.empty()))
        .map(Candidate::transactions)
        .or(() -> isSingle(statements) ? single(statements) : Optional.empty());
  }

  private static Optional<Transactions> single(List<ValidatedStatement> statements) {
    return Optional.of(Transactions.single(statements.size()));
  }

  /** As far as its record tells: no transaction control, or BEGIN first and COMMIT last. */
  private static boolean isSingle(List<ValidatedStatement> statements) {
    long controls = statements.stream().filter(Candidates::isControl).count();
    return controls == 0
        || (controls == 2
            && isControl(statements.get(0))
            && isControl(statements.get(statements.size() - 1)));
  }

  private static boolean isControl(ValidatedStatement statement) {
    return statement.effect().equals(Effect.TRANSACTION.word());
  }

  /** The file, where it is as it was validated; {@code stale} as {@link Candidate} has it. */
  private Optional<Candidate> apply(MigrationState state, Optional<Staleness> stale) {
    Validated validated = state.validated().orElseThrow();
    return read(state.file())
        .filter(file -> file.sha256().equals(state.sha256()))
        // What was validated and approved has its way back with it.
        .filter(file -> sha256(file.rollback()).equals(validated.rollback().sha256()))
        .flatMap(file -> script(file, validated.statements()))
        .map(
            script ->
                new Candidate(
                    state.file(),
                    state.sha256(),
                    state.validation().orElseThrow().hash(),
                    Direction.APPLY,
                    state.file(),
                    script,
                    validated.statements(),
                    validated.rows(),
                    validated.schemaBefore(),
                    0,
                    stale));
  }

  private Optional<Candidate> rollback(MigrationState state) {
    Validated validated = state.validated().orElseThrow();
    Undo undo = validated.rollback();
    if (!undo.restores()) {
      return Optional.empty();
    }
    return read(state.file())
        .flatMap(MigrationFile::rollback)
        .filter(file -> file.sha256().equals(undo.sha256()))
        .flatMap(file -> script(file, undo.statements()))
        .map(
            script ->
                new Candidate(
                    state.file(),
                    state.sha256(),
                    state.validation().orElseThrow().hash(),
                    Direction.ROLLBACK,
                    undo.file(),
                    script,
                    undo.statements(),
                    List.of(),
                    validated.schemaAfter(),
                    0,
                    Optional.empty()));
  }

  private Optional<MigrationFile> read(String name) {
    try {
      return Optional.of(MigrationFile.read(options.directory(), name));
    } catch (MigrationFileException e) {
      // It is gone or unreadable, so it is not what was approved; apply says why.
      return Optional.empty();
    }
  }

  private static String sha256(Optional<MigrationFile> file) {
    return file.map(MigrationFile::sha256).orElse("");
  }

  /** The file's statements, if they are read now as they were when it was validated. */
  private Optional<Script> script(MigrationFile file, List<ValidatedStatement> validated) {
    Splitting split = Script.split(file.text(), options.parser());
    if (!(split instanceof Script script) || script.statements().size() != validated.size()) {
      return Optional.empty();
    }
    for (int i = 0; i < validated.size(); i++) {
      ScriptStatement statement = script.statements().get(i);
      String data = statement.data().map(CopyData::sha256).orElse("");
      if (!statement.digest().equals(validated.get(i).digest())
          || !data.equals(validated.get(i).data())) {
        return Optional.empty();
      }
    }
    return Optional.of(script);
  }
}
