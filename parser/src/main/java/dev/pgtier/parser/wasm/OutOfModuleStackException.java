package dev.pgtier.parser.wasm;

/** The module's own stack ran into the end that {@link ModuleMemory} leaves it. */
public final class OutOfModuleStackException extends RuntimeException {
  OutOfModuleStackException() {
    super("the statement is nested too deeply");
  }
}
