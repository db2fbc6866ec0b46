package dev.pgtier.audit.search;

import java.time.Instant;

/**
 * How many entries of a kind begin in a span of time.
 *
 * @param start of the span
 * @param kind a decision's verdict; the event of anything else
 */
public record Bucket(Instant start, String kind, long count) {}
