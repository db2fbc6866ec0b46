/**
 * The gate of the deploy tier: lets a session run an approved file, in order, once.
 *
 * <p>Answers the port of policies; all that it knows of a file is in the ledger. Must not know how
 * statements come or go.
 */
package dev.pgtier.migrations.gate;
