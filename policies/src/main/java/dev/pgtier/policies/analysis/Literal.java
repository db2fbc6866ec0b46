package dev.pgtier.policies.analysis;

/**
 * A string constant.
 *
 * @param pattern whether it stands behind LIKE or a regular expression's operator
 */
public record Literal(String text, boolean pattern) {}
