package dev.pgtier.policies.decision;

/** What becomes of a function, operator or type that no catalogue answers. */
public enum Unresolved {
  /** For a look at a statement without its database. */
  ALLOW,
  /** For a session. */
  DENY
}
