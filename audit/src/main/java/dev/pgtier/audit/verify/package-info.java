/**
 * Whether a log is whole, told from its files and a public key alone.
 *
 * <p>Must not know: the writer, secret keys.
 */
package dev.pgtier.audit.verify;
