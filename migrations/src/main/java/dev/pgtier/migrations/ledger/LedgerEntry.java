package dev.pgtier.migrations.ledger;

import java.time.Instant;

/**
 * A record with its place in the chain.
 *
 * @param seq its number, from 1
 * @param time when it was appended
 * @param hash of its line, by which others name it
 */
public record LedgerEntry(long seq, Instant time, String hash, LedgerRecord record) {}
