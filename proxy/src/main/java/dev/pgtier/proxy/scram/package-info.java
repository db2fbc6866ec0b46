/**
 * What both sides of SCRAM-SHA-256 compute: names, password preparation, key derivation.
 *
 * <p>Must not know: which side it is on, messages, connections.
 */
package dev.pgtier.proxy.scram;
