/**
 * The build of pgtier-parser: libpg_query's WebAssembly module in, JVM classes out.
 *
 * <p>Must not know: the parser's Java API. Nothing of it is on an application's class path.
 */
package dev.pgtier.parser.outliner;
