package dev.pgtier.parser.lexer;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Rewrites a text so that its shape should stay: other constants of the same kinds, longer and
 * shorter IN lists, other spaces.
 */
final class ConstantVariants {
  private static final String[] INTEGERS = {
    "0", "1", "2", "7", "24", "25", "53", "54", "100", "32768", "2147483647", "0x1F", "0b0", "1_000"
  };
  private static final String[] FLOATS = {
    "2147483648", "0.0", "1.5", ".5", "5.", "1e5", "1E-300", "99999999999999999999"
  };
  private static final String[] STRINGS = {
    "''",
    "'x'",
    "'on'",
    "'off'",
    "'false'",
    "'0'",
    "'1'",
    "'public'",
    "'none'",
    "'all'",
    "'default'",
    "'local'",
    "'csv'",
    "'it''s'",
    "E'\\'\\n\\u0041'",
    "$$x$$",
    "$a$'$a$",
    "U&'\\0061'",
    "U&'!0061' uescape '!'",
    "'a'\n'b'",
    "'--'",
    "'é😀'"
  };
  private static final String[] BITS = {"b''", "b'1'", "B'0101'"};
  private static final String[] HEXES = {"x''", "X'1F'"};
  private static final String[] SPACES = {" ", "\n", "\t", "/* c */", "-- c\n", " /*/**/*/ "};

  private final Random random;

  ConstantVariants(Random random) {
    this.random = random;
  }

  String next(String sql) {
    StringBuilder out = new StringBuilder();
    GrammarTokens tokens = new GrammarTokens();
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    tokens.reset(text, 0, text.length);
    boolean afterIn = false;
    boolean inList = false;
    boolean national = false;
    boolean afterConstant = false;
    for (TokenKind kind = tokens.next(); kind != TokenKind.END; kind = tokens.next()) {
      String spelled =
          new String(text, tokens.start(), tokens.end() - tokens.start(), StandardCharsets.UTF_8);
      if (!national) {
        // Two strings on two lines would be one.
        out.append(afterConstant ? " " : one(SPACES));
      }
      afterConstant = kind.isConstant();
      if (!kind.isConstant()) {
        out.append(spelled);
      } else if (national) {
        out.append("'n'");
      } else {
        out.append(like(kind));
        for (int i = random.nextInt(3); i > 0 && inList; i--) {
          out.append(" , ").append(like(kind));
        }
      }
      inList = kind == TokenKind.CHARACTER && spelled.equals("(") && afterIn;
      afterIn = kind == TokenKind.KEYWORD && spelled.equalsIgnoreCase("in");
      national = kind == TokenKind.KEYWORD && spelled.equalsIgnoreCase("n");
    }
    return out.append(' ').toString();
  }

  private String like(TokenKind kind) {
    return switch (kind) {
      case INTEGER -> one(INTEGERS);
      case FLOAT -> one(FLOATS);
      case BIT_STRING -> one(BITS);
      case HEX_STRING -> one(HEXES);
      default -> one(STRINGS);
    };
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
