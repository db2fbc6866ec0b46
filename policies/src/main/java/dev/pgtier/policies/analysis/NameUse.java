package dev.pgtier.policies.analysis;

/**
 * A prepared statement or cursor that a statement names; SQL and protocol share these names.
 *
 * @param name "" for all of them
 */
public record NameUse(Kind kind, Action action, String name) {
  /** Of what. */
  public enum Kind {
    STATEMENT,
    CURSOR
  }

  /** What happens to it. */
  public enum Action {
    DEFINE,
    USE,
    DROP
  }
}
