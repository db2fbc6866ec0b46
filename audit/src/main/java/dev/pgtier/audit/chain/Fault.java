package dev.pgtier.audit.chain;

/**
 * The first place of a file at which the chain does not hold.
 *
 * @param line counted from 1
 * @param position of the line's first byte
 * @param expected the number that the record there should have, -1 for the first of a file
 * @param found the number that it has, -1 where it cannot be told
 */
public record Fault(Kind kind, long line, long position, long expected, long found) {
  /** What is wrong. */
  public enum Kind {
    /** The bytes are no record. */
    NO_RECORD,
    /** The record's bytes are not those that were hashed. */
    CHANGED,
    /** The record is whole, but does not follow the one before. */
    NOT_NEXT,
    /** The file ends within a line. */
    CUT
  }
}
