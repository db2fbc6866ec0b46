package dev.pgtier.policies;

import dev.pgtier.parser.lexer.PostgresLexer;
import dev.pgtier.parser.lexer.TokenKind;

/**
 * What of a text PostgreSQL's scanner takes minutes for without looking up: its time grows with the
 * square of the nesting of comments and of the length of a run of operator characters, and neither
 * statement_timeout nor a cancel stops it.
 */
public enum ScannerGuard {
  HARMLESS,
  NESTED_COMMENTS,
  LONG_OPERATOR;

  public static final int COMMENT_NESTING = 16;
  public static final int OPERATOR_LENGTH = 63;

  /** Reads SQL in UTF-8 up to the first excess, or to where the lexer cannot go on. */
  public static ScannerGuard of(byte[] sql) {
    PostgresLexer lexer = new PostgresLexer().reset(sql);
    TokenKind kind;
    do {
      kind = lexer.next();
      if (lexer.commentNesting() > COMMENT_NESTING) {
        return NESTED_COMMENTS;
      } else if (lexer.operatorRun() > OPERATOR_LENGTH) {
        return LONG_OPERATOR;
      }
    } while (kind != TokenKind.END && kind != TokenKind.ERROR);
    return HARMLESS;
  }
}
