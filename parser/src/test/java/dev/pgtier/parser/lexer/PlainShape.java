package dev.pgtier.parser.lexer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * What a shape is the hash of, written down the plain way: a list of strings, made in several
 * passes over a list of tokens. It shares the lexer with {@link Shaper} and nothing else.
 */
final class PlainShape {
  private static final Set<String> DEFINITIONS = Set.of("word create", "word alter");

  private PlainShape() {}

  /** The tokens that count; null where the text is no tokens. */
  static List<String> of(byte[] utf8) {
    GrammarTokens tokens = new GrammarTokens();
    tokens.reset(utf8, 0, utf8.length);
    List<String> all = new ArrayList<>();
    for (TokenKind kind = tokens.next(); kind != TokenKind.END; kind = tokens.next()) {
      if (kind == TokenKind.ERROR) {
        return null;
      }
      all.add(describe(kind, utf8, tokens));
    }
    keepPrecision(all);
    return foldLists(all);
  }

  private static String describe(TokenKind kind, byte[] utf8, GrammarTokens tokens) {
    String text =
        new String(utf8, tokens.start(), tokens.end() - tokens.start(), StandardCharsets.UTF_8);
    return switch (kind) {
      case IDENTIFIER -> "name " + cut(asciiSmall(text));
      case QUOTED_IDENTIFIER ->
          "name " + new String(tokens.name(), 0, tokens.nameLength(), StandardCharsets.UTF_8);
      case KEYWORD -> "word " + (text.length() == 1 ? "nchar" : text.toLowerCase(Locale.ROOT));
      case PARAMETER -> "parameter " + Integer.parseInt(text.substring(1));
      case CHARACTER -> text;
      case OPERATOR -> "operator " + text;
      case INTEGER -> "INTEGER " + tokens.lexer().integer();
      default -> kind.toString();
    };
  }

  private static String asciiSmall(String text) {
    StringBuilder small = new StringBuilder();
    text.chars().forEach(c -> small.append((char) (c >= 'A' && c <= 'Z' ? c + 32 : c)));
    return small.toString();
  }

  private static String cut(String name) {
    String cut = name;
    while (cut.getBytes(StandardCharsets.UTF_8).length > 63) {
      cut = cut.substring(0, cut.offsetByCodePoints(cut.length(), -1));
    }
    return cut;
  }

  private static void keepPrecision(List<String> tokens) {
    for (int i = 0; i < tokens.size(); i++) {
      boolean kept =
          i >= 2 && tokens.get(i - 1).equals("(") && tokens.get(i - 2).equals("word float");
      if (tokens.get(i).startsWith("INTEGER ") && !kept) {
        tokens.set(i, "INTEGER");
      }
    }
  }

  private static List<String> foldLists(List<String> tokens) {
    List<String> folded = new ArrayList<>();
    for (int i = 0; i < tokens.size(); i++) {
      folded.add(tokens.get(i));
      int end = listEnd(tokens, i);
      if (end > 0) {
        folded.add("list of " + tokens.get(i + 1));
        i = end - 1;
      }
    }
    return folded;
  }

  /**
   * Where the parenthesis closes that opens at {@code open}, if it holds an IN list that folds;
   * else 0.
   */
  private static int listEnd(List<String> tokens, int open) {
    boolean in = tokens.get(open).equals("(") && open > 0 && tokens.get(open - 1).equals("word in");
    if (!in || open + 1 == tokens.size() || !isConstant(tokens.get(open + 1))) {
      return 0;
    }
    int at = open + 1;
    while (at + 2 < tokens.size()
        && tokens.get(at + 1).equals(",")
        && tokens.get(at + 2).equals(tokens.get(open + 1))) {
      at += 2;
    }
    boolean closed = at + 1 < tokens.size() && tokens.get(at + 1).equals(")");
    return closed && !isDefinition(tokens, open) && !isPosition(tokens, open) ? at + 1 : 0;
  }

  private static boolean isConstant(String token) {
    return Set.of("INTEGER", "FLOAT", "STRING", "BIT_STRING", "HEX_STRING").contains(token);
  }

  private static boolean isDefinition(List<String> tokens, int at) {
    int first = 0;
    int depth = 0;
    for (int i = 0; i < at; i++) {
      switch (tokens.get(i)) {
        case "(" -> depth++;
        case ")" -> depth--;
        case ";" -> {
          if (depth <= 0) {
            first = i + 1;
            depth = 0;
          }
        }
        default -> {}
      }
    }
    return DEFINITIONS.contains(tokens.get(first));
  }

  /** Whether one of the parentheses around a token follows POSITION. */
  private static boolean isPosition(List<String> tokens, int at) {
    int depth = 0;
    for (int i = at - 1; i >= 1; i--) {
      switch (tokens.get(i)) {
        case ")" -> depth++;
        case "(" -> {
          if (depth == 0 && tokens.get(i - 1).equals("word position")) {
            return true;
          }
          depth = Math.max(0, depth - 1);
        }
        default -> {}
      }
    }
    return false;
  }
}
