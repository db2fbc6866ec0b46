package dev.pgtier.policies.rewrite;

import dev.pgtier.parser.lexer.Token;
import dev.pgtier.parser.lexer.TokenKind;
import dev.pgtier.parser.lexer.TokenReader;
import java.util.List;
import java.util.Locale;
import java.util.Random;

/** Other texts of the same shape: other constants, lists of other lengths, blanks, comments. */
final class Variants {
  private static final List<String> STRINGS =
      List.of(
          "''",
          "'x'",
          "'it''s'",
          "'; delete from t --'",
          "'limit 5'",
          "$$ ; $$",
          "$q$it's$q$",
          "'ü😀'");
  private static final List<String> FLOATS = List.of("1.5", ".25", "1e10", "2147483648", "7.");
  private static final List<String> BLANKS =
      List.of(" ", "\n", "\t ", " /* ; limit 3 */ ", " -- ; limit 3\n", " /* a /* b */ ' */ ");

  private Variants() {}

  static String of(String sql, Random random) {
    List<Token> tokens = TokenReader.read(sql).tokens();
    StringBuilder text = new StringBuilder();
    int last = 0;
    for (int i = 0; i < tokens.size(); i++) {
      Token token = tokens.get(i);
      text.append(gap(sql.substring(last, token.start()), i == 0, random));
      text.append(spelled(token, random));
      if (startsList(tokens, i)) {
        for (int more = random.nextInt(4); more > 0; more--) {
          text.append(", ").append(spelled(token, random));
        }
      }
      last = token.end();
    }
    return text.append(
            random.nextBoolean() ? sql.substring(last) : BLANKS.get(random.nextInt(BLANKS.size())))
        .toString();
  }

  private static String gap(String gap, boolean first, Random random) {
    return (gap.isEmpty() && !first) || random.nextInt(3) > 0
        ? gap
        : gap + BLANKS.get(random.nextInt(BLANKS.size()));
  }

  /** Whether this is the first number of {@code IN (…)}. */
  private static boolean startsList(List<Token> tokens, int i) {
    return i > 1
        && tokens.get(i).kind() == TokenKind.INTEGER
        && tokens.get(i - 1).text().equals("(")
        && tokens.get(i - 2).text().equalsIgnoreCase("in");
  }

  private static String spelled(Token token, Random random) {
    return switch (token.kind()) {
      case INTEGER -> Integer.toString(random.nextInt(1 << (1 + random.nextInt(30))));
      case FLOAT -> FLOATS.get(random.nextInt(FLOATS.size()));
      case STRING -> STRINGS.get(random.nextInt(STRINGS.size()));
      case KEYWORD -> random.nextBoolean() ? token.text().toUpperCase(Locale.ROOT) : token.text();
      default -> token.text();
    };
  }
}
