/**
 * What a migration's records come to: its state, and whose yes counts. It reads records that it is
 * handed; it knows no file, no disk and no clock.
 */
package dev.pgtier.migrations.state;
