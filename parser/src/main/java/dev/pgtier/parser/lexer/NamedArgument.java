package dev.pgtier.parser.lexer;

import java.util.ArrayList;
import java.util.List;

/**
 * A {@code :name} in SQL that is written for a tool: a colon and a word directly after it. It is
 * never found in a constant, a quoted name, a comment, a cast {@code ::type} or an assignment
 * {@code name := value}; the upper bound of a slice, which looks the same, is written with a space:
 * {@code a[1: n]}.
 *
 * @param name the word as it is spelled
 * @param start where the colon stands, in chars
 * @param end the char after the word
 */
public record NamedArgument(String name, int start, int end) {
  /** The arguments in their order, a name that occurs twice twice. */
  public static List<NamedArgument> list(TokenReader reader) {
    List<NamedArgument> arguments = new ArrayList<>();
    List<Token> tokens = reader.tokens();
    for (int i = 0; i + 1 < tokens.size(); i++) {
      Token colon = tokens.get(i);
      Token word = tokens.get(i + 1);
      boolean isWord = word.kind() == TokenKind.IDENTIFIER || word.kind() == TokenKind.KEYWORD;
      if (colon.text().equals(":") && isWord && colon.touches(word)) {
        arguments.add(new NamedArgument(word.text(), colon.start(), word.end()));
      }
    }
    return arguments;
  }
}
