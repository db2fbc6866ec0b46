/**
 * MCP servers: tools that reach a database only by JDBC through the proxy, one server a tier.
 *
 * <p>Must not know: upstreams and their secrets, policies, YAML; it decides nothing.
 */
package dev.pgtier.mcp;
