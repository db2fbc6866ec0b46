/**
 * JSON-RPC and the methods of MCP for clients without a session, of every revision.
 *
 * <p>Must not know: HTTP, how bytes travel.
 */
package dev.pgtier.mcp.rpc;
