/**
 * What statements do: PostgreSQL's tree in, effects, relations, functions and settings out.
 *
 * <p>Must not know: tiers, catalogues, verdicts.
 */
package dev.pgtier.policies.analysis;
