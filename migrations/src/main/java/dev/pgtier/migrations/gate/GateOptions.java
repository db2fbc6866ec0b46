package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.ledger.Ledger;
import dev.pgtier.migrations.state.ApprovalRules;
import dev.pgtier.policies.analysis.Reading;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Function;

/**
 * What the gate goes by.
 *
 * @param directory of the files
 * @param cloneAge how old a clone may have been when a file was validated on it; empty for any age
 * @param lockTimeout how long a statement of a file waits for a lock
 * @param statementTimeout how long a statement of a file runs
 * @param parser PostgreSQL's
 */
public record GateOptions(
    Path directory,
    Ledger ledger,
    ApprovalRules rules,
    Optional<Duration> cloneAge,
    Duration lockTimeout,
    Duration statementTimeout,
    Function<String, Reading> parser,
    InstantSource clock) {}
