/**
 * Takes secrets out of SQL that is kept: passwords, connection strings, keys.
 *
 * <p>Must not know: tiers, decisions, what keeps the text.
 */
package dev.pgtier.policies.redact;
