package dev.pgtier.policies.analysis;

/** Leaves the walk at something that it does not know; never leaves this package. */
final class OpaqueException extends RuntimeException {
  OpaqueException(String message) {
    super(message, null, false, false);
  }
}
