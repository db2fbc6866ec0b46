package dev.pgtier.audit;

import java.io.IOException;
import java.util.Locale;

/** What the operating system says, as far as Java passes it on. */
final class DiskErrors {
  private DiskErrors() {}

  /** Java has no type for a full disk; the words are strerror's, in the C locale. */
  static AuditUnavailable.Reason reason(IOException e) {
    String words = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
    return words.contains("no space left") || words.contains("quota exceeded")
        ? AuditUnavailable.Reason.DISK_FULL
        : AuditUnavailable.Reason.DISK_FAILED;
  }

  static String describe(IOException e) {
    String message = e.getMessage();
    return message == null
        ? e.getClass().getSimpleName()
        : e.getClass().getSimpleName() + ": " + message;
  }
}
