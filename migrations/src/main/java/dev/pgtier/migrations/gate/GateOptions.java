package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.ledger.Ledger;
import dev.pgtier.migrations.state.ApprovalRules;
import dev.pgtier.policies.analysis.Reading;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.function.Function;

/**
 * What the gate goes by.
 *
 * @param directory of the files
 * @param parser PostgreSQL's
 */
public record GateOptions(
    Path directory,
    Ledger ledger,
    ApprovalRules rules,
    Function<String, Reading> parser,
    InstantSource clock) {}
