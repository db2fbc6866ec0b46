/**
 * What the migrations room needs for clones, made of a configuration.
 *
 * <p>Must not know how a clone is made.
 */
package dev.pgtier.cli.cloning;
