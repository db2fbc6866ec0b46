/**
 * What a database's schema is: read by one query, fingerprinted, and compared object by object.
 *
 * <p>Must not know who asks, nor write to the database.
 */
package dev.pgtier.migrations.schema;
