package dev.pgtier.audit.search;

import java.time.Instant;

/**
 * A statement's outcome.
 *
 * @param seq the number of its record
 * @param rows null where that is not known, as {@code bytes}
 * @param rule the limit that ended it, or null
 * @param micros from sending it to its end, or null
 */
public record Ending(
    long seq,
    Instant time,
    String status,
    String tag,
    Long rows,
    Long bytes,
    String sqlstate,
    String rule,
    Long micros) {}
