/**
 * Health, metrics and the list of sessions over HTTP.
 *
 * <p>Must not know: the wire protocol, credentials.
 */
package dev.pgtier.proxy.admin;
