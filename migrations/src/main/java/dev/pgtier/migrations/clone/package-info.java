/**
 * The validation database: made from production, kept as a base copy, copied for each use.
 *
 * <p>Must not know what runs on a copy, nor open one that was not masked to the end.
 */
package dev.pgtier.migrations.clone;
