package dev.pgtier.migrations.gate;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.pgtier.migrations.ledger.Ledger;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord.Cloned;
import dev.pgtier.migrations.ledger.LedgerRecord.Undo;
import dev.pgtier.migrations.ledger.LedgerRecord.Validated;
import dev.pgtier.migrations.state.ApprovalRules;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** How old a clone and a validation may be. */
final class StalenessTest {
  private static final Instant MADE = Instant.parse("2026-01-02T00:00:00Z");
  private static final Instant VALIDATED = MADE.plus(Duration.ofHours(5));
  private static final Instant NOW = VALIDATED.plus(Duration.ofMinutes(90));
  private static final LedgerEntry CLONE =
      new LedgerEntry(
          1, MADE, "a", new Cloned("base", "template", "shop", "copy", "", List.of(), 0, 0, "me"));
  private static final LedgerEntry VALIDATION =
      new LedgerEntry(
          2,
          VALIDATED,
          "b",
          new Validated(
              "f.sql",
              "0",
              "",
              "base",
              "database",
              true,
              List.of(),
              List.of(),
              List.of(),
              "",
              "",
              Undo.NONE,
              List.of(),
              "me",
              JsonNodeFactory.instance.objectNode()));

  private static Optional<Staleness> staleness(
      List<LedgerEntry> entries, Optional<Duration> clone, Optional<Duration> validation) {
    ApprovalRules rules = new ApprovalRules(List.of(), 1, true, Duration.ofDays(7), validation);
    return Staleness.of(
        entries,
        VALIDATION,
        new GateOptions(
            Path.of("."),
            new Ledger(Path.of("ledger")),
            rules,
            clone,
            Duration.ZERO,
            Duration.ZERO,
            sql -> {
              throw new AssertionError("nothing is read: " + sql);
            },
            () -> NOW));
  }

  private static Optional<Duration> hours(long hours) {
    return Optional.of(Duration.ofHours(hours));
  }

  @Test
  void withoutLimitsAnyAgeWillDo() {
    assertThat(staleness(List.of(), Optional.empty(), Optional.empty())).isEmpty();
  }

  @Test
  void aCloneIsAsOldAsItWasWhenTheFileWasValidated() {
    List<LedgerEntry> entries = List.of(CLONE, VALIDATION);
    assertThat(staleness(entries, hours(5), Optional.empty())).isEmpty();
    assertThat(staleness(entries, hours(4), Optional.empty()))
        .contains(
            new Staleness(
                "f.sql was validated on a clone that was stale: 5h old, and migrations.clone.ttl is 4h",
                "Run pgtier clone, then pgtier migration validate f.sql, and have it approved again."));
  }

  @Test
  void aCloneThatTheLedgerDoesNotKnowHasNoAge() {
    assertThat(staleness(List.of(VALIDATION), hours(1000), Optional.empty()))
        .hasValueSatisfying(it -> assertThat(it.reason()).startsWith("no record tells how old"));
  }

  @Test
  void aValidationIsAsOldAsItIsNow() {
    List<LedgerEntry> entries = List.of(CLONE, VALIDATION);
    assertThat(staleness(entries, hours(5), hours(2))).isEmpty();
    assertThat(staleness(entries, hours(5), hours(1)))
        .contains(
            new Staleness(
                "the validation of f.sql is stale: 90m old, and migrations.approvals.validation is 1h",
                "Run pgtier migration validate f.sql and have it approved again."));
  }
}
