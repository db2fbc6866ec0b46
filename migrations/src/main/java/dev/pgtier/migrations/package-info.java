/**
 * The way of a migration: tried on a clone, approved by a person, run on production as it was
 * tried.
 *
 * <p>Must not know the proxy: it reaches databases as a client, and answers the deploy tier by a
 * port of policies.
 */
package dev.pgtier.migrations;
