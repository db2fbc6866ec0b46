/**
 * The migrations directory as tools may reach it: read once, and nothing beside it.
 *
 * <p>Must not know: databases, MCP.
 */
package dev.pgtier.mcp.file;
