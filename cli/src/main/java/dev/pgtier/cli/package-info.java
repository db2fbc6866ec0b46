/**
 * The {@code pgtier} command: it reads what the user wants and wires the rooms together.
 *
 * <p>Must not know: the wire protocol, how a statement is judged.
 */
package dev.pgtier.cli;
