package dev.pgtier.parser.lexer;

/** Why PostgreSQL's scanner refuses a text, in the server's own words. */
public enum LexicalError {
  UNTERMINATED_COMMENT("unterminated /* comment"),
  UNTERMINATED_BIT_STRING("unterminated bit string literal"),
  UNTERMINATED_HEX_STRING("unterminated hexadecimal string literal"),
  UNTERMINATED_STRING("unterminated quoted string"),
  UNTERMINATED_DOLLAR_STRING("unterminated dollar-quoted string"),
  UNTERMINATED_IDENTIFIER("unterminated quoted identifier"),
  EMPTY_IDENTIFIER("zero-length delimited identifier"),
  INVALID_SURROGATE_PAIR("invalid Unicode surrogate pair"),
  INVALID_UNICODE_ESCAPE("invalid Unicode escape"),
  INVALID_UNICODE_VALUE("invalid Unicode escape value"),
  INVALID_ESCAPE_CHARACTER("invalid Unicode escape character"),
  ESCAPE_NOT_A_STRING("UESCAPE must be followed by a simple string literal"),
  OPERATOR_TOO_LONG("operator too long"),
  PARAMETER_TOO_LARGE("parameter number too large"),
  JUNK_AFTER_PARAMETER("trailing junk after parameter"),
  JUNK_AFTER_NUMBER("trailing junk after numeric literal"),
  INVALID_HEX_INTEGER("invalid hexadecimal integer"),
  INVALID_OCTAL_INTEGER("invalid octal integer"),
  INVALID_BINARY_INTEGER("invalid binary integer"),
  /**
   * The text, or a string constant after its escapes are replaced, is not UTF-8 or holds a zero
   * byte.
   */
  INVALID_ENCODING("invalid byte sequence for encoding \"UTF8\"");

  private final String message;

  LexicalError(String message) {
    this.message = message;
  }

  /** The server's message, without the words that say near which text it is. */
  public String message() {
    return message;
  }
}
