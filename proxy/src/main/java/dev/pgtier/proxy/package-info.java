/**
 * The only enforcer: it relays PostgreSQL's protocol between clients and upstreams.
 *
 * <p>Must not know: the command line, YAML, MCP, migrations.
 */
package dev.pgtier.proxy;
