/**
 * The log on its way elsewhere while it is written: a reader of its files that a slow receiver may
 * hold up.
 *
 * <p>Must not know: the writer. Nothing here is waited for by a statement.
 */
package dev.pgtier.audit.stream;
