package dev.pgtier.parser.lexer;

/** Where the grammar accepts a keyword as a name: appendix C of the PostgreSQL manual. */
public enum KeywordCategory {
  /** A name of anything. */
  UNRESERVED,
  /** A name of a column or table, not of a function or type. */
  COLUMN_NAME,
  /** A name of a function or type, not of a column or table. */
  TYPE_OR_FUNCTION_NAME,
  /** No name at all, save after AS. */
  RESERVED
}
