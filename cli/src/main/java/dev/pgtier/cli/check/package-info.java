/**
 * What a tier's upstream role could do beyond its tier: facts read from the server, and judged.
 *
 * <p>Must not know: the command line, how a proxy relays.
 */
package dev.pgtier.cli.check;
