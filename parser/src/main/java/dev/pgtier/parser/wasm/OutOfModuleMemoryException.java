package dev.pgtier.parser.wasm;

/** The module's allocator had no memory left within the limit that the instance was given. */
public final class OutOfModuleMemoryException extends RuntimeException {
  OutOfModuleMemoryException() {
    super("the statement needs more memory than a parser may use");
  }
}
