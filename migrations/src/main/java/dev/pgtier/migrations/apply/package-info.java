/**
 * Applying a file, and undoing it, as a client of the deploy tier.
 *
 * <p>Decides nothing: the gate does. Must not know the upstream's credential, nor write the ledger.
 */
package dev.pgtier.migrations.apply;
