/**
 * What is signed about the chain: keys, checkpoints, what retention deleted, changes of the key.
 *
 * <p>Must not know: the threads that write, records.
 */
package dev.pgtier.audit.seal;
