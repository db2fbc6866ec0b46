package dev.pgtier.cli.config;

import java.nio.file.Path;

/**
 * Where and how the audit log is written.
 *
 * @param rotate bytes after which a new file begins
 */
public record Audit(Path directory, Durability durability, Parameters parameters, long rotate) {
  /** When a record counts as written. */
  public enum Durability {
    /** The operating system has it. */
    WRITTEN,
    /** The disk has it. */
    SYNCED
  }

  /** How the values bound to a statement are recorded. */
  public enum Parameters {
    HASH,
    NONE,
    CLEAR
  }
}
