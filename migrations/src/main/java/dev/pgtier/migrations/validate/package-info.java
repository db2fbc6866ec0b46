/**
 * Tries a migration on a fresh copy of the clone, through the proxy, and watches what it does.
 *
 * <p>Must not reach production, nor write to the ledger; it says what a record of it would be.
 */
package dev.pgtier.migrations.validate;
