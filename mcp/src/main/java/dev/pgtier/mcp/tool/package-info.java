/**
 * What a tool is: name, description, the schema of its arguments, and what it does.
 *
 * <p>Must not know: databases, transports, sessions.
 */
package dev.pgtier.mcp.tool;
