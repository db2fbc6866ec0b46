package dev.pgtier.audit.search;

import java.time.Instant;

/**
 * Entries that share a value.
 *
 * @param denied how many of them were denied, or are log-ins that failed
 * @param latest the number of the newest
 * @param sample the newest one's SQL, where it has one
 */
public record Group(
    String value,
    long count,
    long denied,
    Instant first,
    Instant last,
    long latest,
    String sample) {}
