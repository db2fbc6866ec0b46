/**
 * Masking: what a clone shows in place of production's values, and the proof that it was done.
 *
 * <p>Must not know where the database came from; it works on one that nobody else can connect to.
 */
package dev.pgtier.migrations.masking;
