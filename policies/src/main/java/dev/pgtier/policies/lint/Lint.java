package dev.pgtier.policies.lint;

import dev.pgtier.policies.analysis.QualifiedName;
import java.util.Optional;

/**
 * One thing to know of a statement before it runs.
 *
 * @param rule a name that stays, such as {@code index.not-concurrent}
 * @param relation whose size decides whether it matters; empty if it always does
 * @param why what can happen, as a sentence
 * @param instead what to do, as a sentence
 */
public record Lint(String rule, Optional<QualifiedName> relation, String why, String instead) {}
