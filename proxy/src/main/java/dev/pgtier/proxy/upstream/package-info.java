/**
 * The server behind the proxy: dialling it, TLS, and logging in to it with a credential of ours.
 *
 * <p>Must not know: clients and their log-in, policies.
 */
package dev.pgtier.proxy.upstream;
