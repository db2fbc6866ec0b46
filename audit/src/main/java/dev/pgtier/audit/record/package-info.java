/**
 * What is recorded: one type for each event, which writes itself as JSON.
 *
 * <p>Must not know: files, chains, threads, the clock.
 */
package dev.pgtier.audit.record;
