package dev.pgtier.parser;

/**
 * The text was not, or not completely, parsed: nothing is known of what it does. Whoever decides
 * about statements has to refuse it too.
 *
 * @param message one sentence for the text's author, with the limit that was passed
 */
public record Refused(Reason reason, String message) implements ParseResult {

  /** Why. */
  public enum Reason {
    /** More bytes of UTF-8 than {@link ParseLimits#bytes}. */
    TOO_LONG,
    /** Comments inside of comments beyond {@link ParseLimits#commentNesting}. */
    COMMENTS_TOO_DEEP,
    /** A run of operator characters beyond {@link ParseLimits#operatorLength}. */
    OPERATOR_TOO_LONG,
    /** A NUL character, which the protocol cannot carry. */
    NUL,
    /** Half of a surrogate pair, which UTF-8 cannot carry. */
    LONE_SURROGATE,
    /** A tree deeper than {@link ParseLimits#depth}, or a text nested so that a stack ran out. */
    TOO_DEEP,
    /** More memory than a parser may use. */
    OUT_OF_MEMORY,
    /** No answer within the pool's deadline. */
    DEADLINE,
    /** The pool's queue has no room. */
    QUEUE_FULL,
    /** The pool was closed. */
    CLOSED,
    /** The parser broke; the cause is in the message. */
    FAILED
  }
}
