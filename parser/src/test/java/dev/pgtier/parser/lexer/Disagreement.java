package dev.pgtier.parser.lexer;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Compares the lexer with libpg_query on one text. libpg_query changed PostgreSQL's scanner in two
 * places, where only what comes before can be compared: it lets a name follow a parameter directly,
 * and it knows no comment within a continued constant. It also takes the encoding for granted,
 * which the server checks before it scans.
 */
final class Disagreement {
  private static final Map<TokenKind, Integer> NUMBERS =
      Map.ofEntries(
          Map.entry(TokenKind.IDENTIFIER, 258),
          Map.entry(TokenKind.QUOTED_IDENTIFIER, 258),
          Map.entry(TokenKind.UNICODE_IDENTIFIER, 259),
          Map.entry(TokenKind.FLOAT, 260),
          Map.entry(TokenKind.STRING, 261),
          Map.entry(TokenKind.UNICODE_STRING, 262),
          Map.entry(TokenKind.BIT_STRING, 263),
          Map.entry(TokenKind.HEX_STRING, 264),
          Map.entry(TokenKind.OPERATOR, 265),
          Map.entry(TokenKind.INTEGER, 266),
          Map.entry(TokenKind.PARAMETER, 267),
          Map.entry(TokenKind.TYPECAST, 268),
          Map.entry(TokenKind.DOT_DOT, 269),
          Map.entry(TokenKind.COLON_EQUALS, 270),
          Map.entry(TokenKind.EQUALS_GREATER, 271),
          Map.entry(TokenKind.LESS_EQUALS, 272),
          Map.entry(TokenKind.GREATER_EQUALS, 273),
          Map.entry(TokenKind.NOT_EQUALS, 274),
          Map.entry(TokenKind.LINE_COMMENT, 275),
          Map.entry(TokenKind.BLOCK_COMMENT, 276));

  private final PostgresLexer lexer = new PostgresLexer();
  private final Map<Integer, Integer> keywordNumbers = new HashMap<>();

  /** Learns the oracle's number of each keyword. */
  Disagreement(ScanOracle oracle) {
    List<byte[]> words = new ArrayList<>();
    for (int keyword = 0; keyword < Keywords.count(); keyword++) {
      words.add(Keywords.word(keyword).getBytes(StandardCharsets.US_ASCII));
    }
    for (ScanOracle.Answer answer : oracle.scan(words)) {
      keywordNumbers.put(keywordNumbers.size(), answer.tokens().get(0).token());
    }
  }

  /** What the lexer reads differently, or null. */
  String of(byte[] text, ScanOracle.Answer answer) {
    lexer.reset(text);
    int i = 0;
    for (TokenKind kind = lexer.nextOrComment();
        kind != TokenKind.END && kind != TokenKind.ERROR;
        kind = lexer.nextOrComment()) {
      if (answer.error() == null) {
        if (i == answer.tokens().size()) {
          return lexed() + " where the oracle is at its end";
        }
        ScanOracle.Token token = answer.tokens().get(i);
        if (lexer.commentInConstant()) {
          return token.start() == lexer.start() && token.end() < lexer.end()
              ? null
              : lexed() + " should be a longer constant than " + token;
        }
        if (!equal(token)) {
          return lexed() + " where the oracle has " + token;
        }
      } else if (lexer.commentInConstant()) {
        return null;
      }
      i++;
    }
    return answer.error() == null ? atEnd(answer, i) : compareError(text, answer.error());
  }

  /**
   * What the lexer reads differently from the oracle, which got the text without comments; null
   * also where the lexer finds an error, after which nothing is blanked.
   */
  String withoutComments(byte[] text, ScanOracle.Answer answer) {
    lexer.reset(text);
    while (lexer.next() != TokenKind.END) {
      if (lexer.kind() == TokenKind.ERROR) {
        return null;
      }
    }
    if (answer.error() != null) {
      return "no error where the oracle has " + answer.error();
    }
    lexer.reset(text);
    for (ScanOracle.Token token : answer.tokens()) {
      boolean kept = token.token() == NUMBERS.get(TokenKind.BLOCK_COMMENT);
      if (!kept && (lexer.next() == TokenKind.END || !equal(token))) {
        return lexed() + " where the oracle has " + token;
      }
    }
    return lexer.next() == TokenKind.END ? null : lexed() + " where the oracle is at its end";
  }

  private String atEnd(ScanOracle.Answer answer, int read) {
    if (lexer.commentInConstant()) {
      return null;
    }
    boolean more = read < answer.tokens().size();
    if (lexer.error() == null || lexer.error() == LexicalError.INVALID_ENCODING) {
      return more ? lexed() + " where the oracle has " + answer.tokens().get(read) : null;
    }
    if (lexer.error() == LexicalError.JUNK_AFTER_PARAMETER && more) {
      ScanOracle.Token token = answer.tokens().get(read);
      boolean same = token.start() == lexer.errorPosition() && token.token() == 267;
      return same ? null : lexed() + " where the oracle has " + token;
    }
    return lexed() + " where the oracle has no error";
  }

  private String compareError(byte[] text, String error) {
    if (lexer.error() == null) {
      return "no error where the oracle has " + error;
    }
    if (lexer.error() == LexicalError.JUNK_AFTER_PARAMETER || lexer.commentInConstant()) {
      return null;
    }
    if (error.startsWith(LexicalError.INVALID_ENCODING.message()) && !isUtf8(text)) {
      return null; // it came upon the wrong byte while it looked for the error's place
    }
    String rest =
        new String(
            text,
            lexer.errorPosition(),
            text.length - lexer.errorPosition(),
            StandardCharsets.ISO_8859_1);
    String message = lexer.error().message();
    boolean same =
        switch (lexer.error()) {
          case INVALID_ENCODING -> error.startsWith(message);
          case INVALID_UNICODE_ESCAPE -> error.equals(message);
          case UNTERMINATED_COMMENT,
              UNTERMINATED_BIT_STRING,
              UNTERMINATED_HEX_STRING,
              UNTERMINATED_STRING,
              UNTERMINATED_DOLLAR_STRING,
              UNTERMINATED_IDENTIFIER ->
              error.equals(message + " at or near \"" + rest + "\"");
          default ->
              rest.isEmpty()
                  ? error.equals(message + " at end of input")
                  : error.startsWith(message + " at or near \"")
                      && rest.startsWith(
                          error.substring(
                              message.length() + " at or near \"".length(), error.length() - 1));
        };
    return same ? null : lexed() + " where the oracle says " + error;
  }

  private static boolean isUtf8(byte[] text) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(text));
      return true;
    } catch (CharacterCodingException e) {
      return false;
    }
  }

  private boolean equal(ScanOracle.Token token) {
    int number =
        switch (lexer.kind()) {
          case KEYWORD -> keywordNumbers.get(lexer.keyword());
          case CHARACTER -> lexer.character();
          default -> NUMBERS.get(lexer.kind());
        };
    return token.start() == lexer.start()
        && token.end() == lexer.end()
        && token.token() == number
        && token.category() == category();
  }

  private int category() {
    if (lexer.kind() != TokenKind.KEYWORD) {
      return 0;
    }
    return switch (Keywords.category(lexer.keyword())) {
      case UNRESERVED -> 1;
      case COLUMN_NAME -> 2;
      case TYPE_OR_FUNCTION_NAME -> 3;
      case RESERVED -> 4;
    };
  }

  private String lexed() {
    String error = lexer.error() == null ? "" : " " + lexer.error() + "@" + lexer.errorPosition();
    return lexer.kind() + "[" + lexer.start() + "," + lexer.end() + "]" + error;
  }
}
