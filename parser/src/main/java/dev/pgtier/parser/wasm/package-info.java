/**
 * Runs libpg_query's WebAssembly module, compiled to JVM bytecode: bytes in, bytes out.
 *
 * <p>Must not know: trees, limits, threads. Not for use from outside of this library.
 */
package dev.pgtier.parser.wasm;
