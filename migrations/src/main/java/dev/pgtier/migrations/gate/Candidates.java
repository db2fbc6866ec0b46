package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.file.MigrationFileException;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerException;
import dev.pgtier.migrations.ledger.LedgerRecord.Direction;
import dev.pgtier.migrations.ledger.LedgerRecord.Undo;
import dev.pgtier.migrations.ledger.LedgerRecord.Validated;
import dev.pgtier.migrations.ledger.LedgerRecord.ValidatedStatement;
import dev.pgtier.migrations.state.MigrationState;
import dev.pgtier.migrations.state.Status;
import dev.pgtier.policies.script.CopyData;
import dev.pgtier.policies.script.Script;
import dev.pgtier.policies.script.ScriptStatement;
import dev.pgtier.policies.script.Splitting;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds the files that may run: those approved, and the way back of those applied. */
final class Candidates {
  private final GateOptions options;

  Candidates(GateOptions options) {
    this.options = options;
  }

  /** What the ledger says of each content of each file that was ever validated. */
  List<MigrationState> states() throws LedgerException {
    List<LedgerEntry> entries = options.ledger().read();
    Map<String, Validated> validated = new LinkedHashMap<>();
    for (LedgerEntry entry : entries) {
      if (entry.record() instanceof Validated it) {
        validated.put(it.file() + " " + it.sha256(), it);
      }
    }
    return validated.values().stream()
        .map(
            it ->
                MigrationState.of(
                    entries, it.file(), it.sha256(), options.rules(), options.clock().instant()))
        .toList();
  }

  /** Those that may run now. */
  List<Candidate> current() throws LedgerException {
    List<Candidate> found = new ArrayList<>();
    for (MigrationState state : states()) {
      if (state.status() == Status.APPROVED) {
        apply(state).ifPresent(found::add);
      } else if (state.status() == Status.APPLIED) {
        rollback(state).ifPresent(found::add);
      }
    }
    return found;
  }

  private Optional<Candidate> apply(MigrationState state) {
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
                    validated.schemaBefore()));
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
                    validated.schemaAfter()));
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
