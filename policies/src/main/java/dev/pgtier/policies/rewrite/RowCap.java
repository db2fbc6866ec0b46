package dev.pgtier.policies.rewrite;

/** What became of the wish to cap a text's rows by a LIMIT. */
public sealed interface RowCap {

  /**
   * The text with {@code text} put into it is the same statement with a LIMIT, and nothing else. It
   * holds for every text of the shape; an {@link Inserter} puts it in.
   *
   * @param tokensAfter how many tokens follow it, comments not counted: a place is counted from the
   *     end because IN lists of any length have one shape. They are semicolons
   * @param text such as {@code LIMIT 1001}, with a blank before it
   */
  record Insertion(int tokensAfter, String text) implements RowCap {}

  /**
   * The text goes out as it is, and the relay counts its rows.
   *
   * @param detail one sentence, for people
   */
  record NotRewritten(Reason reason, String detail) implements RowCap {}

  /** Why a text is not rewritten. */
  enum Reason {
    /** Several statements share the text, or there is none. */
    NOT_ONE_STATEMENT,
    /**
     * No SELECT at the top: nothing that returns rows, or what does so in its own way, such as
     * EXPLAIN, FETCH and COPY. PREPARE too: its rows come with EXECUTE, which names no text.
     */
    NOT_A_SELECT,
    /** VALUES returns no more rows than its text spells out, and limits.sql bounds that. */
    VALUES,
    /** It has a LIMIT or FETCH of its own, be it LIMIT ALL. */
    OWN_LIMIT,
    /** It writes or locks: with a LIMIT it would do so to other rows. */
    MORE_THAN_A_READ,
    /** It is longer than what is given to the second parser. */
    TOO_LONG,
    /** The second parser cannot read it. */
    UNREADABLE,
    /** The second parser reads another statement than PostgreSQL does. */
    DISAGREEMENT,
    /** With the LIMIT PostgreSQL's parser does not give the same tree and the LIMIT. */
    OTHER_TREE,
    /** No answer in time. */
    DEADLINE,
    /** Too many texts wait for one of the parsers, or it is closed. */
    BUSY,
    /** Something broke. */
    FAILED;

    /**
     * Whether the answer may be kept for the shape: then no text of it is rewritten, which is
     * always safe. The others would come out differently for a shorter list or at a quieter time.
     */
    public boolean lasting() {
      return switch (this) {
        case NOT_ONE_STATEMENT,
            NOT_A_SELECT,
            VALUES,
            OWN_LIMIT,
            MORE_THAN_A_READ,
            UNREADABLE,
            DISAGREEMENT,
            OTHER_TREE ->
            true;
        case TOO_LONG, DEADLINE, BUSY, FAILED -> false;
      };
    }
  }
}
