/**
 * The catalogues of the upstreams, read over connections of the proxy's own and kept up to date.
 *
 * <p>Must not know: clients and their sessions, verdicts.
 */
package dev.pgtier.proxy.catalog;
