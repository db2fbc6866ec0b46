/**
 * Finding records: filters, entries that join a decision with its outcome, counts.
 *
 * <p>Must not know: who asks, how results are shown, how the log is written.
 */
package dev.pgtier.audit.search;
