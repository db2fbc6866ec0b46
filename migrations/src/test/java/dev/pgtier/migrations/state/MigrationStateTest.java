package dev.pgtier.migrations.state;

import static dev.pgtier.migrations.ledger.Records.FILE;
import static dev.pgtier.migrations.ledger.Records.SHA;
import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.audit.seal.SigningKey;
import dev.pgtier.migrations.ledger.Ledger;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerException;
import dev.pgtier.migrations.ledger.LedgerRecord;
import dev.pgtier.migrations.ledger.LedgerRecord.Approved;
import dev.pgtier.migrations.ledger.LedgerRecord.Direction;
import dev.pgtier.migrations.ledger.Records;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MigrationStateTest {
  private static final Instant NOW = Instant.parse("2026-06-01T12:00:00Z");
  private static final SigningKey ANNA = SigningKey.generate();
  private static final SigningKey BERT = SigningKey.generate();
  private static final SigningKey STRANGER = SigningKey.generate();

  @TempDir Path directory;
  private Ledger ledger;
  private ApprovalRules rules =
      new ApprovalRules(
          List.of(new Approver("anna", ANNA.publicKey()), new Approver("bert", BERT.publicKey())),
          1,
          true,
          Duration.ofDays(7));

  @BeforeEach
  void open() {
    ledger = new Ledger(directory);
  }

  @Test
  void theWayToProduction() throws Exception {
    assertThat(state().status()).isEqualTo(Status.NONE);
    append(Records.validated(false, ""));
    assertThat(state().status()).isEqualTo(Status.INVALID);
    LedgerEntry validation = append(Records.validated(true, ""));
    assertThat(state().status()).isEqualTo(Status.VALIDATED);
    assertThat(state().sentence()).isEqualTo("validated, approved by 0 of 1");
    append(yes(validation, "anna", ANNA));
    assertThat(state().status()).isEqualTo(Status.APPROVED);
    assertThat(state().expires()).contains(NOW.plusSeconds(60));
    assertThat(MigrationState.all(ledger.read(), rules, NOW)).containsExactly(state());
    append(Records.started());
    assertThat(state().status()).isEqualTo(Status.STARTED);
    append(Records.applied());
    assertThat(state().status()).isEqualTo(Status.APPLIED);
    append(Records.validated(true, ""));
    assertThat(state().status()).as("once only").isEqualTo(Status.APPLIED);
    append(Records.failed(Direction.ROLLBACK));
    append(Records.validated(true, ""));
    assertThat(state().status()).as("it is still applied").isEqualTo(Status.FAILED);
    append(Records.rolledBack());
    assertThat(state().status()).isEqualTo(Status.ROLLED_BACK);
    append(Records.validated(true, ""));
    assertThat(state().status()).isEqualTo(Status.VALIDATED);
  }

  @Test
  void whatFailedMayBeValidatedAndApprovedAgain() throws Exception {
    append(Records.validated(true, ""));
    append(Records.failed(Direction.APPLY));
    assertThat(state().sentence()).isEqualTo("failed at statement 3: lock timeout");
    append(Records.validated(true, ""));
    assertThat(state().status()).isEqualTo(Status.VALIDATED);
  }

  @Test
  void anApprovalIsOfOneValidationAndOfOneContent() throws Exception {
    LedgerEntry first = append(Records.validated(true, ""));
    append(yes(first, "anna", ANNA));
    assertThat(MigrationState.of(ledger.read(), FILE, "e".repeat(64), rules, NOW).status())
        .isEqualTo(Status.NONE);
    append(Records.validated(true, ""));
    assertThat(state().status()).isEqualTo(Status.VALIDATED);
    append(yes(first, "bert", BERT));
    assertThat(state().status()).isEqualTo(Status.VALIDATED);
  }

  @Test
  void onlyAListedApproversOwnSignatureCounts() throws Exception {
    LedgerEntry validation = append(Records.validated(true, ""));
    append(yes(validation, "anna", STRANGER));
    append(yes(validation, "carl", STRANGER));
    append(yes(validation, "anna", BERT));
    Approved good = yes(validation, "anna", ANNA);
    append(with(good, good.expires().plusSeconds(1), good.file()));
    append(
        new Approved(
            good.file(),
            good.sha256(),
            good.validation(),
            "bert",
            BERT.id(),
            NOW,
            good.expires(),
            good.signature()));
    assertThat(state().status()).isEqualTo(Status.VALIDATED);
    append(good);
    assertThat(state().status()).isEqualTo(Status.APPROVED);
  }

  private static Approved with(Approved good, Instant expires, String file) {
    return new Approved(
        file,
        good.sha256(),
        good.validation(),
        good.approver(),
        good.key(),
        good.signed(),
        expires,
        good.signature());
  }

  @Test
  void itExpires() throws Exception {
    LedgerEntry validation = append(Records.validated(true, ""));
    append(yes(validation, "anna", ANNA));
    assertThat(at(NOW.plusSeconds(59)).status()).isEqualTo(Status.APPROVED);
    assertThat(at(NOW.plusSeconds(60)).status()).isEqualTo(Status.EXPIRED);
  }

  @Test
  void twoMustBeTwoPeople() throws Exception {
    rules = new ApprovalRules(rules.approvers(), 2, true, rules.expire());
    LedgerEntry validation = append(Records.validated(true, ""));
    append(yes(validation, "anna", ANNA));
    append(yes(validation, "anna", ANNA));
    assertThat(state().status()).isEqualTo(Status.VALIDATED);
    assertThat(state().sentence()).isEqualTo("validated, approved by 1 of 2 (anna)");
    append(yes(validation, "bert", BERT));
    assertThat(state().status()).isEqualTo(Status.APPROVED);
  }

  @Test
  void theAuthorsYesDoesNotCountUnlessItMay() throws Exception {
    LedgerEntry validation = append(Records.validated(true, "Anna"));
    append(yes(validation, "anna", ANNA));
    assertThat(state().status()).isEqualTo(Status.VALIDATED);
    rules = new ApprovalRules(rules.approvers(), 1, false, rules.expire());
    assertThat(state().status()).isEqualTo(Status.APPROVED);
  }

  @Test
  void aNoStandsUntilTheNextValidation() throws Exception {
    LedgerEntry validation = append(Records.validated(true, ""));
    append(Approvals.reject(validation, "anna", STRANGER, NOW, "forged"));
    append(yes(validation, "anna", ANNA));
    assertThat(state().status()).isEqualTo(Status.APPROVED);
    append(Approvals.reject(validation, "bert", BERT, NOW, "wrong"));
    assertThat(state().sentence()).isEqualTo("rejected by bert: wrong");
    append(yes(validation, "anna", ANNA));
    assertThat(state().status()).isEqualTo(Status.REJECTED);
    append(Records.validated(true, ""));
    assertThat(state().status()).isEqualTo(Status.VALIDATED);
  }

  private static Approved yes(LedgerEntry validation, String name, SigningKey key) {
    return Approvals.approve(validation, name, key, NOW, NOW.plusSeconds(60));
  }

  private LedgerEntry append(LedgerRecord record) throws LedgerException {
    return ledger.append(record);
  }

  private MigrationState state() throws LedgerException {
    return at(NOW);
  }

  private MigrationState at(Instant time) throws LedgerException {
    return MigrationState.of(ledger.read(), FILE, SHA, rules, time);
  }
}
