/**
 * The chain as bytes: how a line is made and read, and the files that hold the lines.
 *
 * <p>Must not know: keys, threads that write, what a record tells.
 */
package dev.pgtier.audit.chain;
