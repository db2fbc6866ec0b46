/**
 * Changes to the text of an allowed statement: today the row cap; a column mask would come here.
 *
 * <p>Must not know: tiers, verdicts, catalogues, the protocol. It never makes a text allowed.
 */
package dev.pgtier.policies.rewrite;
