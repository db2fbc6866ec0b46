/**
 * PostgreSQL's messages and frames, both directions, as bytes and as records.
 *
 * <p>Must not know: sessions, tiers, who is logged in, sockets.
 */
package dev.pgtier.proxy.wire;
