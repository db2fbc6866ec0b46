/**
 * Counters, gauges and timers of the proxy, by Micrometer.
 *
 * <p>Must not know: how they are published, what a session is.
 */
package dev.pgtier.proxy.metrics;
