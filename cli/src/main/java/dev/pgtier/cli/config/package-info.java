/**
 * From the configuration file and the tier files that it names to what the rooms are made of.
 *
 * <p>Must not know: commands, sockets, when a configuration is read again.
 */
package dev.pgtier.cli.config;
