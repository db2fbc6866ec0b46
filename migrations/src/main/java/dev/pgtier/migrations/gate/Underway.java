package dev.pgtier.migrations.gate;

/** What of a file the server has been sent and has not answered. */
enum Underway {
  NOTHING,
  STATEMENT,
  /** Of which nobody knows whether it happened if the session ends now. */
  COMMIT
}
