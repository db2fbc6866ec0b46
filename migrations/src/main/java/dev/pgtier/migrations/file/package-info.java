/**
 * A migration as it stands in its directory, read once. It knows no statement, no ledger and no
 * database.
 */
package dev.pgtier.migrations.file;
