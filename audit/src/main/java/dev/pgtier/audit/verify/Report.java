package dev.pgtier.audit.verify;

import java.util.Optional;

/**
 * What verifying a log came to.
 *
 * @param records that were looked at and hold, up to the finding
 * @param first the number of the first record that is there, 0 where there is none
 * @param last the number of the last one that holds
 * @param sealed the number up to which checkpoints cover the log, 0 where none does
 * @param deleted how many records retention deleted before the first
 */
public record Report(
    Status status,
    Optional<Finding> finding,
    long records,
    long first,
    long last,
    long sealed,
    long deleted) {
  /** The three ways in which it can end. */
  public enum Status {
    WHOLE(0),
    BROKEN(1),
    /** Nothing is wrong, but nothing seals the last records: they could be cut off unseen. */
    UNSEALED(2);

    private final int exitCode;

    Status(int exitCode) {
      this.exitCode = exitCode;
    }

    public int exitCode() {
      return exitCode;
    }
  }

  /**
   * The first thing that is wrong.
   *
   * @param record the number that is concerned, 0 where none can be told
   * @param place the file, and the line where there is one
   * @param what a sentence
   */
  public record Finding(Kind kind, long record, String place, String what) {
    @Override
    public String toString() {
      return place + ": " + what;
    }
  }

  /** What kind of thing is wrong. */
  public enum Kind {
    /** A record's bytes are not those that were hashed, or are no record. */
    CHANGED,
    /** One or more records are not there. */
    MISSING,
    /** A record stands where another belongs: inserted, repeated or moved. */
    OUT_OF_PLACE,
    /** The log ends before it should. */
    CUT_OFF,
    /** Records hold together, but are not those that were sealed. */
    REPLACED,
    /** A checkpoint, a stub or a change of key is not what was signed. */
    SIGNATURE,
    /** A file cannot be read. */
    UNREADABLE
  }

  /** How many records at the end no checkpoint covers. */
  public long unsealed() {
    return Math.max(0, last - Math.max(sealed, first - 1));
  }

  /** A sentence for a person. */
  public String text() {
    String range =
        records == 0 ? "no records" : "%d records, %d to %d".formatted(records, first, last);
    String gone = deleted == 0 ? "" : ", %d before them deleted by retention".formatted(deleted);
    return switch (status) {
      case WHOLE -> "whole: %s%s, all sealed".formatted(range, gone);
      case UNSEALED ->
          "whole: %s%s; unsealed tail of %d records".formatted(range, gone, unsealed());
      case BROKEN -> "broken: " + finding.map(Finding::toString).orElse("");
    };
  }
}
