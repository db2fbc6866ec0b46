/**
 * What became of each migration, as one signed chain of records on disk. It knows no database and
 * decides nothing: states are computed from what it holds.
 */
package dev.pgtier.migrations.ledger;
