package dev.pgtier.policies.rewrite;

import dev.pgtier.parser.lexer.PostgresLexer;
import dev.pgtier.parser.lexer.TokenKind;
import dev.pgtier.policies.rewrite.RowCap.Insertion;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/** Puts insertions into texts, each in one pass of the lexer. One thread at a time may use it. */
public final class Inserter {
  private final PostgresLexer lexer = new PostgresLexer();
  private int end;
  private int semicolons;

  /**
   * The byte of {@code utf8} before which {@code insertion} belongs: right behind the statement's
   * last token, before blanks, comments and semicolons.
   *
   * @return -1 if the text does not end as those of the insertion's shape do
   */
  public int position(byte[] utf8, int offset, int length, Insertion insertion) {
    return read(utf8, offset, length) && semicolons == insertion.tokensAfter() ? end : -1;
  }

  /**
   * The text with {@code insertion} in it; all other bytes are as they were.
   *
   * @return empty if the text does not end as those of the insertion's shape do
   */
  public Optional<byte[]> apply(byte[] utf8, Insertion insertion) {
    int position = position(utf8, 0, utf8.length, insertion);
    if (position < 0) {
      return Optional.empty();
    }
    byte[] text = insertion.text().getBytes(StandardCharsets.US_ASCII);
    byte[] result = new byte[utf8.length + text.length];
    System.arraycopy(utf8, 0, result, 0, position);
    System.arraycopy(text, 0, result, position, text.length);
    System.arraycopy(utf8, position, result, position + text.length, utf8.length - position);
    return Optional.of(result);
  }

  /** The insertion of {@code text} at the end of the text's statement; empty if it has none. */
  Optional<Insertion> atEnd(byte[] utf8, String text) {
    return read(utf8, 0, utf8.length)
        ? Optional.of(new Insertion(semicolons, text))
        : Optional.empty();
  }

  /** Whether the text is tokens to its end, one of them no semicolon. */
  private boolean read(byte[] utf8, int offset, int length) {
    lexer.reset(utf8, offset, length);
    end = -1;
    semicolons = 0;
    TokenKind kind;
    for (kind = lexer.next();
        kind != TokenKind.END && kind != TokenKind.ERROR;
        kind = lexer.next()) {
      if (kind == TokenKind.CHARACTER && lexer.character() == ';') {
        semicolons++;
      } else {
        semicolons = 0;
        end = lexer.end();
      }
    }
    return kind == TokenKind.END && end >= 0;
  }
}
