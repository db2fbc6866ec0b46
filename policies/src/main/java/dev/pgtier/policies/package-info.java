/**
 * What a statement is and what a tier lets it do: text in, decision out.
 *
 * <p>Must not know: Netty, JDBC, sockets, files that it was not handed, the clock.
 */
package dev.pgtier.policies;
