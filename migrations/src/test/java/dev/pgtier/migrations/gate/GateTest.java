package dev.pgtier.migrations.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.pgtier.audit.seal.SigningKey;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.ledger.Ledger;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord;
import dev.pgtier.migrations.ledger.LedgerRecord.Failed;
import dev.pgtier.migrations.ledger.LedgerRecord.Started;
import dev.pgtier.migrations.ledger.LedgerRecord.Undo;
import dev.pgtier.migrations.ledger.LedgerRecord.Validated;
import dev.pgtier.migrations.ledger.LedgerRecord.ValidatedStatement;
import dev.pgtier.migrations.schema.Schema;
import dev.pgtier.migrations.state.ApprovalRules;
import dev.pgtier.migrations.state.Approvals;
import dev.pgtier.migrations.state.Approver;
import dev.pgtier.policies.Effect;
import dev.pgtier.policies.deploy.DeployRun;
import dev.pgtier.policies.deploy.DeployRun.Answer;
import dev.pgtier.policies.deploy.DeployRun.Block;
import dev.pgtier.policies.deploy.DeployRun.Ended;
import dev.pgtier.policies.deploy.DeployRun.Incoming;
import dev.pgtier.policies.deploy.DeployRun.Step;
import dev.pgtier.policies.judge.Judges;
import dev.pgtier.policies.script.Script;
import dev.pgtier.policies.script.ScriptStatement;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The gate as a dialogue, with a server that is played here; what runs really is cli's to test. */
final class GateTest {
  private static final String ONE = "BEGIN;\nUPDATE orders SET total = 1;\nCOMMIT;\n";
  private static final String TWO =
      "BEGIN;\nUPDATE orders SET total = 1;\nCOMMIT;\nBEGIN;\nUPDATE orders SET total = 2;\nCOMMIT;\n";
  private static final SigningKey ANNA = SigningKey.generate();
  private static Judges parser;

  @TempDir private Path folder;
  private Ledger ledger;
  private GateOptions options;
  private Script script;

  /** What the server says of a transaction. */
  private String status = "committed";

  private final List<String> asked = new ArrayList<>();

  @BeforeAll
  static void open() {
    parser = Judges.open(new Judges.Options(1, 64, Duration.ofMinutes(1), 1 << 20));
  }

  @AfterAll
  static void close() {
    parser.close();
  }

  @BeforeEach
  void options() {
    ledger = new Ledger(folder.resolve("ledger"));
    options =
        new GateOptions(
            folder,
            ledger,
            ApprovalRules.DEFAULT.with(List.of(new Approver("anna", ANNA.publicKey()))),
            Optional.empty(),
            Duration.ofSeconds(5),
            Duration.ZERO,
            sql -> parser.read(sql).join(),
            InstantSource.system());
  }

  private void approve(String text) throws Exception {
    Files.writeString(folder.resolve("f.sql"), text);
    MigrationFile file = MigrationFile.read(folder, "f.sql");
    script = (Script) Script.split(text, options.parser());
    String schema = Schema.of(List.of()).fingerprint();
    LedgerEntry validated =
        ledger.append(
            new Validated(
                "f.sql",
                file.sha256(),
                "",
                "base",
                "database",
                true,
                script.statements().stream()
                    .map(
                        it ->
                            new ValidatedStatement(
                                it.number(), it.line(), it.digest(), it.effect().word(), ""))
                    .toList(),
                List.of(),
                List.of(),
                schema,
                schema,
                Undo.NONE,
                List.of(),
                "builder",
                JsonNodeFactory.instance.objectNode()));
    Instant now = Instant.now();
    ledger.append(Approvals.approve(validated, "anna", ANNA, now, now.plusSeconds(600)));
  }

  // the server and the client, as they are played

  private Step drive(DeployRun run, Step step) {
    Step now = step;
    while (now instanceof Step.Ask ask) {
      List<List<List<String>>> rows = new ArrayList<>();
      for (String sql : ask.statements()) {
        asked.add(sql);
        List<String> row = new ArrayList<>();
        if (sql.contains("pg_current_xact_id")) {
          row.add("742");
        } else if (sql.contains("pg_xact_status")) {
          row.add(status);
        }
        rows.add(row.isEmpty() ? List.of() : List.of(row));
      }
      now = run.answered(new Answer(rows, Optional.empty(), Block.NONE));
    }
    return now;
  }

  private Step send(DeployRun run, int index, Block before) {
    ScriptStatement it = script.statements().get(index);
    return drive(
        run,
        run.statement(
            new Incoming(Optional.of(it.digest()), it.effect(), it.transaction(), false, before)));
  }

  private Step end(DeployRun run, Block after) {
    return drive(run, run.ended(new Ended(OptionalLong.of(1), Optional.empty(), after)));
  }

  /** One block of BEGIN, a statement and COMMIT, from an index. */
  private void block(DeployRun run, int from) {
    assertThat(send(run, from, Block.NONE)).isInstanceOf(Step.Go.class);
    end(run, Block.OPEN);
    assertThat(send(run, from + 1, Block.OPEN)).isInstanceOf(Step.Go.class);
    end(run, Block.OPEN);
    assertThat(send(run, from + 2, Block.OPEN)).isInstanceOf(Step.Go.class);
    end(run, Block.NONE);
  }

  private Step harmless(DeployRun run) {
    return drive(
        run,
        run.statement(
            new Incoming(Optional.empty(), Effect.SESSION, Optional.empty(), true, Block.NONE)));
  }

  private LedgerRecord last() throws Exception {
    List<LedgerEntry> entries = ledger.read();
    return entries.get(entries.size() - 1).record();
  }

  private DeployRun session(Gate gate) {
    return gate.open("deployer", "s");
  }

  /** A run whose process is gone when its COMMIT is under way. */
  private void diesInCommit() throws Exception {
    approve(ONE);
    DeployRun run = session(new Gate(options));
    send(run, 0, Block.NONE);
    end(run, Block.OPEN);
    send(run, 1, Block.OPEN);
    end(run, Block.OPEN);
    send(run, 2, Block.OPEN);
    assertThat(last()).isInstanceOf(Started.class);
  }

  // tests

  @Test
  void whatTheServerCommittedIsApplied() throws Exception {
    diesInCommit();
    assertThat(harmless(session(new Gate(options)))).isInstanceOf(Step.Go.class);
    assertThat(asked).contains("SELECT pg_catalog.pg_xact_status('742'::pg_catalog.xid8)");
    assertThat(last()).isInstanceOf(LedgerRecord.Applied.class);
  }

  @Test
  void whatTheServerAbortedHasFailedAndIsNotBegunAgain() throws Exception {
    diesInCommit();
    status = "aborted";
    DeployRun next = session(new Gate(options));
    assertThat(send(next, 0, Block.NONE)).isInstanceOf(Step.Refuse.class);
    assertThat(last())
        .isInstanceOfSatisfying(
            Failed.class,
            failed -> {
              assertThat(failed.committed()).isZero();
              assertThat(failed.reason()).contains("nothing of it stays");
            });
  }

  @Test
  void whatTheServerStillRunsIsLeftOpen() throws Exception {
    diesInCommit();
    status = "in progress";
    Step step = send(session(new Gate(options)), 0, Block.NONE);
    assertThat(step)
        .isInstanceOfSatisfying(
            Step.Refuse.class, refusal -> assertThat(refusal.rule()).isEqualTo("deploy.running"));
    assertThat(last()).isInstanceOf(Started.class);
  }

  @Test
  void whatTheServerHasForgottenIsForAPersonToSee() throws Exception {
    diesInCommit();
    status = null;
    harmless(session(new Gate(options)));
    assertThat(last())
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.sqlState()).isEqualTo("08007"));
  }

  @Test
  void aSessionThatEndsInItsCommitLeavesItToTheServer() throws Exception {
    approve(ONE);
    Gate gate = new Gate(options);
    DeployRun run = session(gate);
    send(run, 0, Block.NONE);
    end(run, Block.OPEN);
    send(run, 1, Block.OPEN);
    end(run, Block.OPEN);
    send(run, 2, Block.OPEN);
    run.closed();
    assertThat(last()).isInstanceOf(Started.class);
    harmless(session(gate));
    assertThat(last()).isInstanceOf(LedgerRecord.Applied.class);
  }

  @Test
  void aRunThatIsAliveIsNotTakenForADeadOne() throws Exception {
    approve(TWO);
    Gate gate = new Gate(options);
    DeployRun run = session(gate);
    block(run, 0);
    harmless(session(gate));
    assertThat(last()).isInstanceOf(Started.class);
    block(run, 3);
    assertThat(last()).isInstanceOf(LedgerRecord.Applied.class);
  }

  @Test
  void aRunIsGoneOnWithBehindWhatIsCommitted() throws Exception {
    approve(TWO);
    DeployRun run = session(new Gate(options));
    block(run, 0);
    // Its process is gone.
    DeployRun next = session(new Gate(options));
    harmless(next);
    assertThat(last())
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.committed()).isEqualTo(3));
    assertThat(send(next, 0, Block.NONE)).isInstanceOf(Step.Go.class);
    end(next, Block.OPEN);
    // The first transaction's statement is not run again.
    assertThat(send(next, 1, Block.OPEN))
        .isInstanceOfSatisfying(
            Step.Refuse.class,
            refusal -> assertThat(refusal.expected()).startsWith("statement 5 of f.sql"));
    block(next, 3);
    assertThat(last()).isInstanceOf(LedgerRecord.Applied.class);
  }

  @Test
  void aRunThatWasPutDownAsEndedDoesNotGoOn() throws Exception {
    approve(TWO);
    DeployRun run = session(new Gate(options));
    block(run, 0);
    harmless(session(new Gate(options)));
    send(run, 3, Block.NONE);
    end(run, Block.OPEN);
    assertThat(send(run, 4, Block.OPEN))
        .isInstanceOfSatisfying(
            Step.Refuse.class, refusal -> assertThat(refusal.rule()).isEqualTo("deploy.running"));
  }

  @Test
  void aStatementOutsideOfATransactionThatIsCutOffIsUnknown() throws Exception {
    approve("CREATE INDEX CONCURRENTLY later ON orders (total);\n");
    DeployRun run = session(new Gate(options));
    send(run, 0, Block.NONE);
    run.closed();
    assertThat(last())
        .isInstanceOfSatisfying(
            Failed.class, failed -> assertThat(failed.sqlState()).isEqualTo("08007"));
  }
}
