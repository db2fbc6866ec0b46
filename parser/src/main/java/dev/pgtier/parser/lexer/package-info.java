/**
 * PostgreSQL's lexer in Java, and the shape of a statement that is taken from its tokens. It must
 * not know the grammar beyond what a shape needs, nor tiers, sessions or sockets.
 */
package dev.pgtier.parser.lexer;
