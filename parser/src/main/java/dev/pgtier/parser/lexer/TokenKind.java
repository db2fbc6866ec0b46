package dev.pgtier.parser.lexer;

/**
 * What PostgreSQL's scanner takes a stretch of text for; one constant for each kind of token that
 * it returns to the grammar.
 */
public enum TokenKind {
  /** The text is at its end, and every byte before it was valid. */
  END,
  /**
   * The server would refuse the whole text here: {@link PostgresLexer#error()} says why. Nothing
   * follows.
   */
  ERROR,
  /** A name without quotes that is no keyword. */
  IDENTIFIER,
  /** {@code "name"}. */
  QUOTED_IDENTIFIER,
  /** {@code U&"name"}; a {@code UESCAPE} that belongs to it comes as tokens of its own. */
  UNICODE_IDENTIFIER,
  /**
   * A word of {@link Keywords}, in whatever case; also the N of {@code N'text'}, which stands for
   * NCHAR.
   */
  KEYWORD,
  /** {@code $1}. */
  PARAMETER,
  /** A number that fits into four bytes. */
  INTEGER,
  /** Any other number, 2147483648 among them. */
  FLOAT,
  /**
   * {@code 'text'}, {@code E'text'} or {@code $$text$$}, with all its continuations on further
   * lines.
   */
  STRING,
  /** {@code U&'text'}; a {@code UESCAPE} that belongs to it comes as tokens of its own. */
  UNICODE_STRING,
  /** {@code B'01'}. */
  BIT_STRING,
  /** {@code X'1F'}. */
  HEX_STRING,
  /** An operator that has no kind of its own. */
  OPERATOR,
  /** {@code ::}. */
  TYPECAST,
  /** {@code ..}. */
  DOT_DOT,
  /** {@code :=}. */
  COLON_EQUALS,
  /** <code>=&gt;</code>. */
  EQUALS_GREATER,
  /** <code>&lt;=</code>. */
  LESS_EQUALS,
  /** <code>&gt;=</code>. */
  GREATER_EQUALS,
  /** <code>&lt;&gt;</code> or {@code !=}. */
  NOT_EQUALS,
  /** One byte that stands for itself; some of them the grammar never accepts. */
  CHARACTER,
  /** From {@code --} to the end of the line, which is not part of it. */
  LINE_COMMENT,
  /** From {@code /*} to the end that balances it. */
  BLOCK_COMMENT;

  /**
   * Whether a token of this kind is a constant by itself. NULL, TRUE and FALSE are keywords, {@code
   * $1} is a parameter.
   */
  public boolean isConstant() {
    return this == INTEGER
        || this == FLOAT
        || this == STRING
        || this == UNICODE_STRING
        || this == BIT_STRING
        || this == HEX_STRING;
  }

  /** Whether a token of this kind means no more than a space does. */
  public boolean isComment() {
    return this == LINE_COMMENT || this == BLOCK_COMMENT;
  }
}
