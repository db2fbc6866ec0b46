package dev.pgtier.policies.script;

/**
 * {@code -- check: SELECT …}: a query that must return no row, or one that is true.
 *
 * @param line of the comment, from 1
 */
public record Check(int line, String sql) {}
