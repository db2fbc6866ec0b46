/**
 * MCP over standard input and output, a line a message.
 *
 * <p>Must not know: HTTP, what a tool does.
 */
package dev.pgtier.mcp.stdio;
