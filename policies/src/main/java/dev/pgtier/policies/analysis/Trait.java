package dev.pgtier.policies.analysis;

/** Something about a statement that is neither effect nor name, and that a rule asks for. */
public enum Trait {
  /** A cursor WITH HOLD, whose query runs when the transaction ends. */
  HOLD,
  /** SET or RESET of a setting, as a statement of its own. */
  SETS,
  /** DISCARD, whatever of. */
  DISCARD,
  /** A top-level SELECT or VALUES that returns rows, neither in a cursor nor in COPY. */
  SELECTS,
  /** That SELECT has a LIMIT or FETCH of its own. */
  LIMITED,
  /** The server does not run it in a transaction block, whatever its catalogue says. */
  OUTSIDE_BLOCK,
  /** COPY FROM STDIN: its rows come from the client. */
  COPY_FROM_CLIENT,
  /** COPY in the binary format. */
  COPY_BINARY,
  /** A constant takes part in the decision, so that another statement of its shape may differ. */
  CONSTANTS_MATTER
}
