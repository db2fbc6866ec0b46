/**
 * PostgreSQL's own grammar: text in, parse tree or syntax error out.
 *
 * <p>Must not know: anything of pgtier. It depends on Chicory's runtime and on nothing else.
 */
package dev.pgtier.parser;
