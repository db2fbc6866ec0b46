/**
 * What a validation found: a typed model, and the same as JSON, as text and as a page.
 *
 * <p>Must not know a database; only shows, and never signs.
 */
package dev.pgtier.migrations.report;
