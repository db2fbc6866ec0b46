/**
 * TLS on either side of the proxy: keys and certificates from files, and what a handshake proved.
 *
 * <p>Must not know: messages, log-ins, which upstream or principal it is for.
 */
package dev.pgtier.proxy.tls;
