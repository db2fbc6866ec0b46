/**
 * The audit log as its writer sees it: open, append, be told when a record is safe.
 *
 * <p>Must not know: Netty, policies, the wire protocol, what a statement means.
 */
package dev.pgtier.audit;
