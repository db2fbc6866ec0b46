/**
 * The subcommands of {@code pgtier migration}, and what they share. It must not be reachable from a
 * tier or an MCP server: an agent may ask, a person approves.
 */
package dev.pgtier.cli.migration;
