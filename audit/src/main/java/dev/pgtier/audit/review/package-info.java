/**
 * The review page: a servlet with its own files, and JSON that answers what the page asks.
 *
 * <p>Must not know: who may look, which is for the port that it is put on; how the log is written.
 */
package dev.pgtier.audit.review;
