package dev.pgtier.policies.analysis;

import java.util.Optional;

/**
 * What a statement asks of the transaction.
 *
 * @param name of the savepoint, or the identifier of a prepared transaction; else ""
 * @param readOnly what it says of READ ONLY and READ WRITE
 * @param isolation such as {@code repeatable read}
 * @param chain {@code AND CHAIN}
 */
public record TransactionUse(
    Kind kind,
    String name,
    Optional<Boolean> readOnly,
    Optional<String> isolation,
    boolean deferrable,
    boolean chain) {

  /** Which of them. */
  public enum Kind {
    BEGIN,
    COMMIT,
    ROLLBACK,
    SAVEPOINT,
    RELEASE,
    ROLLBACK_TO,
    PREPARE,
    COMMIT_PREPARED,
    ROLLBACK_PREPARED,
    /** {@code SET TRANSACTION}. */
    SET,
    /** {@code SET TRANSACTION SNAPSHOT}. */
    SET_SNAPSHOT,
    /** {@code SET SESSION CHARACTERISTICS AS TRANSACTION}. */
    SET_CHARACTERISTICS
  }

  static TransactionUse of(Kind kind, String name) {
    return new TransactionUse(kind, name, Optional.empty(), Optional.empty(), false, false);
  }
}
