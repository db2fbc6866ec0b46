/**
 * The catalogues of the upstreams, read over connections of the proxy's own and kept up to date. It
 * knows nothing of clients and their sessions.
 */
package dev.pgtier.proxy.catalog;
