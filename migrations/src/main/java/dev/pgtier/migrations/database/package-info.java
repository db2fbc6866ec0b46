/**
 * Databases as this room reaches them: by JDBC, as the role that an upstream of its own names.
 *
 * <p>Must not know what is done with them, nor put a secret into a URL, a message or a log.
 */
package dev.pgtier.migrations.database;
