package dev.pgtier.audit.search;

/**
 * How much a filter means.
 *
 * @param entries all of them
 * @param decisions those that are statements
 * @param denied statements that were denied
 * @param failed statements whose outcome is an error
 * @param sessions how many sessions they belong to
 * @param principals how many principals
 */
public record Totals(
    long entries, long decisions, long denied, long failed, long sessions, long principals) {}
