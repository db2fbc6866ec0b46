/**
 * What sessions do, as records of the audit log.
 *
 * <p>Turns judgements, bound values and ends of statements into records, and tells when they are
 * safe. Must not know the protocol's state, nor decide anything.
 */
package dev.pgtier.proxy.record;
