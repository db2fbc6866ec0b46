/**
 * Decisions that are known already, and the asking for those that are not. It knows nothing of
 * sessions or of the protocol.
 */
package dev.pgtier.proxy.judge;
