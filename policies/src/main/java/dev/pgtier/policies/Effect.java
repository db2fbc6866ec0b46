package dev.pgtier.policies;

/** What a statement does; the mildest first. In YAML and records lower case with hyphens. */
public enum Effect {
  READ,
  EXPLAIN,
  SHOW,
  CURSOR,
  PREPARE,
  COPY_OUT,
  TRANSACTION,
  SESSION,
  LISTEN,
  WRITE,
  COPY_IN,
  LOCK,
  NOTIFY,
  PROCEDURE,
  DDL,
  PRIVILEGE,
  ROLE,
  MAINTENANCE,
  FILE,
  REPLICATION,
  /** What could not be understood. */
  OPAQUE;

  private final String word = name().toLowerCase(java.util.Locale.ROOT).replace('_', '-');

  /** The word that YAML, audit records and messages use, such as {@code copy-out}. */
  public String word() {
    return word;
  }
}
