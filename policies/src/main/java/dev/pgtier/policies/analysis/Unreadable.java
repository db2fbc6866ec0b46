package dev.pgtier.policies.analysis;

/**
 * A text of which nothing is known, so that it goes nowhere.
 *
 * @param message one sentence; for a syntax error the server's own words
 * @param position of the error in characters from 1; 0 for none
 */
public record Unreadable(Kind kind, String message, int position) implements Reading {

  /** Why. */
  public enum Kind {
    /** PostgreSQL would not read it either. */
    SYNTAX,
    /** It asks too much of a parser: length, nesting, operators. */
    LIMIT,
    /** It could not be parsed in time, or not at all. */
    FAILED
  }
}
