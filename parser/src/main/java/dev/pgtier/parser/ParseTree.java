package dev.pgtier.parser;

import java.util.List;

/**
 * PostgreSQL accepts the text. No statement at all is an empty list: blanks, comments, semicolons.
 */
public record ParseTree(List<Statement> statements) implements ParseResult {
  public ParseTree {
    statements = List.copyOf(statements);
  }
}
