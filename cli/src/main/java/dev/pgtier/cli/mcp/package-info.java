/**
 * Makes MCP servers out of the configuration: reads their tools, wires them to the proxy.
 *
 * <p>Must not know: how a tool is called, HTTP.
 */
package dev.pgtier.cli.mcp;
