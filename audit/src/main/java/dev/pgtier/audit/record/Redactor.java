package dev.pgtier.audit.record;

/**
 * Takes secrets out of SQL before it is recorded. Who opens the log supplies it, since telling a
 * password from other text needs a lexer; it is called on the threads that append.
 */
@FunctionalInterface
public interface Redactor {
  /** The text without its secrets; the same array where it has none. Must not write to it. */
  byte[] redact(byte[] utf8);
}
