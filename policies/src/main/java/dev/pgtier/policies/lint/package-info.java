/**
 * What is known to hurt when a statement runs on a database that is in use, told by its tree alone.
 *
 * <p>Must not decide anything, nor know how large a table is.
 */
package dev.pgtier.policies.lint;
