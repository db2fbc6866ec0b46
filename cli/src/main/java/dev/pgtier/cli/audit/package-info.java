/**
 * The commands under {@code pgtier audit}.
 *
 * <p>Must not know: the proxy, the configuration's other sections.
 */
package dev.pgtier.cli.audit;
