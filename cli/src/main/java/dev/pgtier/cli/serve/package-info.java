/**
 * What {@code pgtier serve} needs besides a configuration: the roles of its upstreams, reloading.
 *
 * <p>Must not know: the command line, signals.
 */
package dev.pgtier.cli.serve;
