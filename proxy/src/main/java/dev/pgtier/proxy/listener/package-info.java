/**
 * Accepting sockets, and the bounds on them before anybody is logged in.
 *
 * <p>Must not know: statements, upstream credentials.
 */
package dev.pgtier.proxy.listener;
