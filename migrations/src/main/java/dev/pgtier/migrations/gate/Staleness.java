package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord.Cloned;
import dev.pgtier.migrations.ledger.LedgerRecord.Validated;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Why a validation no longer tells what a file does to production, though its approvals last.
 *
 * @param reason what is too old
 * @param hint what to run
 */
record Staleness(String reason, String hint) {
  /**
   * Looks at the ages, by the times of the ledger's records.
   *
   * @param entries the whole ledger
   * @param validation the record that was approved
   * @return empty where all is as young as the configuration wants it
   */
  static Optional<Staleness> of(
      List<LedgerEntry> entries, LedgerEntry validation, GateOptions options) {
    Validated validated = (Validated) validation.record();
    Optional<Staleness> clone =
        options
            .cloneAge()
            .flatMap(most -> ofClone(made(entries, validated), validation.time(), most, validated));
    return clone.isPresent()
        ? clone
        : options
            .rules()
            .validation()
            .flatMap(
                most ->
                    ofValidation(validation.time(), options.clock().instant(), most, validated));
  }

  private static Optional<Instant> made(List<LedgerEntry> entries, Validated validated) {
    return entries.stream()
        .filter(
            it -> it.record() instanceof Cloned cloned && cloned.base().equals(validated.base()))
        .map(LedgerEntry::time)
        .reduce((one, other) -> other);
  }

  private static Optional<Staleness> ofClone(
      Optional<Instant> made, Instant used, Duration most, Validated validated) {
    String hint =
        "Run pgtier clone, then pgtier migration validate %s, and have it approved again."
            .formatted(validated.file());
    if (made.isEmpty()) {
      return Optional.of(
          new Staleness(
              "no record tells how old the clone was that %s was validated on"
                  .formatted(validated.file()),
              hint));
    }
    Duration age = Duration.between(made.get(), used);
    return age.compareTo(most) <= 0
        ? Optional.empty()
        : Optional.of(
            new Staleness(
                "%s was validated on a clone that was stale: %s old, and migrations.clone.ttl is %s"
                    .formatted(validated.file(), words(age), words(most)),
                hint));
  }

  private static Optional<Staleness> ofValidation(
      Instant time, Instant now, Duration most, Validated validated) {
    Duration age = Duration.between(time, now);
    return age.compareTo(most) <= 0
        ? Optional.empty()
        : Optional.of(
            new Staleness(
                "the validation of %s is stale: %s old, and migrations.approvals.validation is %s"
                    .formatted(validated.file(), words(age), words(most)),
                "Run pgtier migration validate %s and have it approved again."
                    .formatted(validated.file())));
  }

  /** In whole seconds, minutes or hours, the largest that leave nothing over. */
  private static String words(Duration duration) {
    long seconds = duration.toSeconds();
    if (seconds > 0 && seconds % 3600 == 0) {
      return seconds / 3600 + "h";
    }
    return seconds > 0 && seconds % 60 == 0 ? seconds / 60 + "m" : seconds + "s";
  }
}
