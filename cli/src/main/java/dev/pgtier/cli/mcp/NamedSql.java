package dev.pgtier.cli.mcp;

import dev.pgtier.parser.lexer.LexicalError;
import dev.pgtier.parser.lexer.NamedArgument;
import dev.pgtier.parser.lexer.Token;
import dev.pgtier.parser.lexer.TokenReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * A tool's statement as JDBC takes it.
 *
 * @param sql with {@code ?} in the place of each {@code :name}, and {@code ??} for a {@code ?} of
 *     an operator's
 * @param names what each {@code ?} stands for
 * @param error why the statement cannot be read; then the rest means nothing
 */
record NamedSql(String sql, List<String> names, Optional<LexicalError> error) {
  NamedSql {
    names = List.copyOf(names);
  }

  static NamedSql of(String text) {
    TokenReader reader = TokenReader.read(text);
    if (reader.error() != null) {
      return new NamedSql(text, List.of(), Optional.of(reader.error()));
    }
    List<NamedArgument> arguments = NamedArgument.list(reader);
    StringBuilder sql = new StringBuilder();
    int at = 0;
    int argument = 0;
    for (Token token : reader.tokens()) {
      if (argument < arguments.size() && token.start() == arguments.get(argument).start()) {
        sql.append(text, at, token.start()).append('?');
        at = arguments.get(argument).end();
        argument++;
      } else if (token.start() >= at && isOperator(token)) {
        sql.append(text, at, token.start()).append(token.text().replace("?", "??"));
        at = token.end();
      }
    }
    sql.append(text, at, text.length());
    List<String> names = new ArrayList<>();
    arguments.forEach(found -> names.add(found.name()));
    return new NamedSql(sql.toString(), names, Optional.empty());
  }

  private static boolean isOperator(Token token) {
    return switch (token.kind()) {
      case OPERATOR, CHARACTER -> token.text().contains("?");
      default -> false;
    };
  }
}
