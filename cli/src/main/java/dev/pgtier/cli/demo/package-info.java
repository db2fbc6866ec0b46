/**
 * The demo's own PostgreSQL: unpacking it, running it, and the shop's two databases in it.
 *
 * <p>Must not know: the proxy, the command line.
 */
package dev.pgtier.cli.demo;
