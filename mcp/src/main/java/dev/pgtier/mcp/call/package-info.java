/**
 * One call of a tool, from arguments to result, whichever way it came in.
 *
 * <p>Must not know: HTTP, JSON-RPC.
 */
package dev.pgtier.mcp.call;
