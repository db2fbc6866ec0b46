package dev.pgtier.migrations.state;

import java.util.Locale;

/** How far a migration is. */
public enum Status {
  /** No record is of these bytes. */
  NONE,
  /** It failed on the clone. */
  INVALID,
  /** It passed on the clone; approvals are missing. */
  VALIDATED,
  APPROVED,
  /** Approved once, and enough of it has expired. */
  EXPIRED,
  REJECTED,
  /** It began to write; no record says how it ended. */
  STARTED,
  APPLIED,
  /** It broke off. */
  FAILED,
  ROLLED_BACK;

  /** As people read it. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', ' ');
  }
}
