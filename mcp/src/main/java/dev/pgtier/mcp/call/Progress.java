package dev.pgtier.mcp.call;

/** Tells the caller of a long call how far it is; it may not be listening. */
@FunctionalInterface
public interface Progress {
  Progress NONE = message -> {};

  void report(String message);
}
