package dev.pgtier.parser.lexer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The tokens of a string, comments aside, for what is done once and not for each statement: to look
 * for arguments, or to compare two texts by their tokens and spelling.
 *
 * @param tokens those before the error, or all
 * @param error why the text cannot be read to its end, else null
 */
public record TokenReader(List<Token> tokens, LexicalError error) {
  public TokenReader {
    tokens = List.copyOf(tokens);
  }

  /**
   * Reads a string; a char that is half of a surrogate pair is INVALID_ENCODING, before any token.
   */
  public static TokenReader read(String sql) {
    if (hasLoneSurrogate(sql)) {
      return new TokenReader(List.of(), LexicalError.INVALID_ENCODING);
    }
    byte[] utf8 = sql.getBytes(StandardCharsets.UTF_8);
    List<Token> tokens = new ArrayList<>();
    PostgresLexer lexer = new PostgresLexer().reset(utf8);
    int bytes = 0;
    int chars = 0;
    for (TokenKind kind = lexer.next();
        kind != TokenKind.END && kind != TokenKind.ERROR;
        kind = lexer.next()) {
      int start = chars + chars(utf8, bytes, lexer.start());
      int end = start + chars(utf8, lexer.start(), lexer.end());
      tokens.add(new Token(kind, start, end, sql.substring(start, end)));
      bytes = lexer.end();
      chars = end;
    }
    return new TokenReader(tokens, lexer.error());
  }

  /**
   * Whether both texts are read to their ends as the same tokens, each spelled the same to the
   * letter. Comments and white space between tokens do not count; within a constant they do.
   */
  public boolean isSpelledLike(TokenReader other) {
    if (error != null || other.error != null || tokens.size() != other.tokens.size()) {
      return false;
    }
    for (int i = 0; i < tokens.size(); i++) {
      Token mine = tokens.get(i);
      Token theirs = other.tokens.get(i);
      if (mine.kind() != theirs.kind() || !mine.text().equals(theirs.text())) {
        return false;
      }
    }
    return true;
  }

  private static boolean hasLoneSurrogate(String sql) {
    for (int i = 0; i < sql.length(); i++) {
      if (Character.isSurrogate(sql.charAt(i))) {
        if (!Character.isHighSurrogate(sql.charAt(i))
            || i + 1 == sql.length()
            || !Character.isLowSurrogate(sql.charAt(i + 1))) {
          return true;
        }
        i++;
      }
    }
    return false;
  }

  /**
   * How many chars a stretch of UTF-8 makes: one for each byte that starts a character, two where
   * it has four bytes.
   */
  private static int chars(byte[] utf8, int from, int to) {
    int chars = 0;
    for (int i = from; i < to; i++) {
      int c = utf8[i] & 0xFF;
      if ((c & 0xC0) != 0x80) {
        chars += c >= 0xF0 ? 2 : 1;
      }
    }
    return chars;
  }
}
