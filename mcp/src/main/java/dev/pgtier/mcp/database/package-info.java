/**
 * The proxy as a JDBC client sees it: a lazy pool, statements with their context, rows as JSON.
 *
 * <p>Must not know: tools, MCP, whether a statement is allowed.
 */
package dev.pgtier.mcp.database;
