/**
 * JSON into bytes, and times, fast and without garbage.
 *
 * <p>Must not know: what is written.
 */
package dev.pgtier.audit.json;
