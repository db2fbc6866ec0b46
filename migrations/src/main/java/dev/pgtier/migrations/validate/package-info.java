/**
 * Tries a migration on a fresh copy of the clone, through the proxy, and watches what it does.
 *
 * <p>Must not reach production, nor know the ledger or who asks.
 */
package dev.pgtier.migrations.validate;
