package dev.pgtier.policies.script;

import dev.pgtier.parser.lexer.PostgresLexer;
import dev.pgtier.parser.lexer.TokenKind;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * SHA-256 over a statement's tokens. Each counts with its kind, its length and its spelling: {@code
 * N'x'} and {@code N 'x'} are spelt alike and mean different things.
 */
final class TokenDigest {
  private TokenDigest() {}

  /** Empty where the part of the text cannot be read to its end. */
  static Optional<String> of(byte[] utf8, int offset, int length) {
    PostgresLexer lexer = new PostgresLexer().reset(utf8, offset, length);
    MessageDigest sha256 = sha256();
    int semicolons = 0;
    TokenKind kind = lexer.next();
    while (kind != TokenKind.END && kind != TokenKind.ERROR) {
      if (kind == TokenKind.CHARACTER && utf8[lexer.start()] == ';') {
        // Counted only where something follows.
        semicolons++;
      } else {
        for (; semicolons > 0; semicolons--) {
          add(sha256, TokenKind.CHARACTER, new byte[] {';'}, 0, 1);
        }
        add(sha256, kind, utf8, lexer.start(), lexer.end());
      }
      kind = lexer.next();
    }
    return kind == TokenKind.END
        ? Optional.of(HexFormat.of().formatHex(sha256.digest()))
        : Optional.empty();
  }

  private static void add(MessageDigest sha256, TokenKind kind, byte[] text, int start, int end) {
    String head = kind.name() + " " + (end - start) + " ";
    sha256.update(head.getBytes(StandardCharsets.US_ASCII));
    sha256.update(text, start, end - start);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
