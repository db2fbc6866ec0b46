package dev.pgtier.audit;

/** Why a record could not be written; a client is told SQLSTATE 58030. */
public final class AuditUnavailable extends Exception {
  private static final long serialVersionUID = 1L;

  /** What stands in the way. */
  public enum Reason {
    /** The disk has no room, or a quota is used up. */
    DISK_FULL("the disk of the audit log is full"),
    /** The operating system gave another error. */
    DISK_FAILED("the audit log cannot be written"),
    /** More is waiting to be written than may. */
    QUEUE_FULL("too much is waiting to be written to the audit log"),
    /** {@link AuditLog#close} was called. */
    CLOSED("the audit log is closed");

    private final String words;

    Reason(String words) {
      this.words = words;
    }
  }

  private final Reason reason;

  AuditUnavailable(Reason reason) {
    // Without a stack: many may fail at once, and the place says nothing.
    super(reason.words, null, false, false);
    this.reason = reason;
  }

  public Reason reason() {
    return reason;
  }
}
