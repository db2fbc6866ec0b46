/**
 * Entries as others want them: JSON lines, CSV, OCSF.
 *
 * <p>Must not know: where entries come from, where text goes.
 */
package dev.pgtier.audit.export;
