/**
 * The HTTP endpoint: who may ask, how much, and which of the two protocols answers.
 *
 * <p>Must not know: what a tool does.
 */
package dev.pgtier.mcp.http;
