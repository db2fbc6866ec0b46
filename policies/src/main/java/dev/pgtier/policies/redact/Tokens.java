package dev.pgtier.policies.redact;

import dev.pgtier.parser.lexer.PostgresLexer;
import dev.pgtier.parser.lexer.TokenKind;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** A text's tokens, comments among them, and which of them are to be taken out. */
final class Tokens {
  private static final byte[] MARK = SecretRedactor.MARK.getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NOTHING = {};

  private final byte[] sql;
  private final List<One> all = new ArrayList<>();

  /** A token; its {@code mark} stands in its place where it is not null. */
  static final class One {
    final TokenKind kind;
    final int start;
    final int end;

    /** A word in small letters; what a constant says; null for other tokens. */
    final String content;

    byte[] mark;

    One(TokenKind kind, int start, int end, String content) {
      this.kind = kind;
      this.start = start;
      this.end = end;
      this.content = content;
    }

    boolean isString() {
      return kind == TokenKind.STRING || kind == TokenKind.UNICODE_STRING;
    }

    boolean isName() {
      return kind == TokenKind.IDENTIFIER
          || kind == TokenKind.KEYWORD
          || kind == TokenKind.QUOTED_IDENTIFIER
          || kind == TokenKind.UNICODE_IDENTIFIER;
    }

    boolean isWord(String word) {
      return kind == TokenKind.KEYWORD && word.equals(content);
    }
  }

  private Tokens(byte[] sql) {
    this.sql = sql;
  }

  /** Reads to the end, or to the token that cannot be read, which is the last then. */
  static Tokens read(byte[] sql) {
    Tokens tokens = new Tokens(sql);
    PostgresLexer lexer = new PostgresLexer().reset(sql);
    TokenKind kind = lexer.nextOrComment();
    while (kind != TokenKind.END && kind != TokenKind.ERROR) {
      tokens.add(kind, lexer.start(), lexer.end());
      kind = lexer.nextOrComment();
    }
    if (kind == TokenKind.ERROR) {
      tokens.add(kind, lexer.start(), sql.length);
    }
    return tokens;
  }

  private void add(TokenKind kind, int start, int end) {
    String content =
        switch (kind) {
          case IDENTIFIER, KEYWORD ->
              LiteralText.of(sql, kind, start, end).toLowerCase(Locale.ROOT);
          case STRING,
              UNICODE_STRING,
              QUOTED_IDENTIFIER,
              UNICODE_IDENTIFIER,
              LINE_COMMENT,
              BLOCK_COMMENT ->
              LiteralText.of(sql, kind, start, end);
          default -> null;
        };
    all.add(new One(kind, start, end, content));
  }

  List<One> all() {
    return all;
  }

  /** {@link SecretRedactor#MARK} stands in its place. */
  void redact(One token) {
    token.mark = MARK;
  }

  /** Nothing stands in its place: it belongs to the one before. */
  void remove(One token) {
    token.mark = NOTHING;
  }

  /** Those that mean something. */
  List<One> withoutComments() {
    return all.stream().filter(token -> !token.kind.isComment()).toList();
  }

  boolean isCharacter(One token, char c) {
    return token.kind == TokenKind.CHARACTER && sql[token.start] == c;
  }

  boolean assigns(int i, List<One> code) {
    return i < code.size() && assigns(code.get(i));
  }

  /** Whether this operator, or one with a kind of its own, stands here. */
  boolean assigns(One token) {
    return token.kind == TokenKind.COLON_EQUALS
        || token.kind == TokenKind.EQUALS_GREATER
        || isCharacter(token, '=')
        || (token.kind == TokenKind.OPERATOR
            && token.end == token.start + 1
            && sql[token.start] == '=');
  }
}
