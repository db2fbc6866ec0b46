package dev.pgtier.migrations.report;

import java.util.Arrays;
import java.util.Optional;

/** PostgreSQL's locks of tables, the weakest first. */
public enum LockMode {
  ACCESS_SHARE("AccessShareLock"),
  ROW_SHARE("RowShareLock"),
  ROW_EXCLUSIVE("RowExclusiveLock"),
  SHARE_UPDATE_EXCLUSIVE("ShareUpdateExclusiveLock"),
  SHARE("ShareLock"),
  SHARE_ROW_EXCLUSIVE("ShareRowExclusiveLock"),
  EXCLUSIVE("ExclusiveLock"),
  ACCESS_EXCLUSIVE("AccessExclusiveLock");

  private final String mode;

  LockMode(String mode) {
    this.mode = mode;
  }

  /** From {@code pg_locks.mode}; empty for what is no lock of a table. */
  public static Optional<LockMode> of(String mode) {
    return Arrays.stream(values()).filter(lock -> lock.mode.equals(mode)).findFirst();
  }

  /** As LOCK TABLE spells it, such as {@code ACCESS EXCLUSIVE}. */
  public String words() {
    return name().replace('_', ' ');
  }

  /** Whether others cannot write to the table meanwhile. */
  public boolean stopsWriters() {
    return compareTo(SHARE) >= 0;
  }

  /** Whether others cannot even read the table meanwhile. */
  public boolean stopsReaders() {
    return this == ACCESS_EXCLUSIVE;
  }
}
