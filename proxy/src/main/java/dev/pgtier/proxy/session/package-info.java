/**
 * One client's life from its first byte to its last: start-up, log-in, relay, end.
 *
 * <p>Must not know: how it was accepted, HTTP, files.
 */
package dev.pgtier.proxy.session;
