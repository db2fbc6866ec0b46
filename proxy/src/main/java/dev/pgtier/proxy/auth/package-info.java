/**
 * Who a client is: principals, SCRAM verifiers, the server's side of the SASL exchange.
 *
 * <p>Must not know: tiers' content, upstreams, the relay.
 */
package dev.pgtier.proxy.auth;
