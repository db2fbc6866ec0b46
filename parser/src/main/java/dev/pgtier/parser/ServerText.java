package dev.pgtier.parser;

import dev.pgtier.parser.lexer.Comments;
import dev.pgtier.parser.lexer.LexicalError;
import dev.pgtier.parser.lexer.PostgresLexer;
import dev.pgtier.parser.lexer.TokenKind;
import dev.pgtier.parser.wasm.ReportedException;
import java.nio.charset.StandardCharsets;
import java.util.Optional;

/**
 * A text, made so that libpg_query reads it as PostgreSQL's scanner would. It was changed in two
 * places: comments are tokens to it, so that it refuses {@code NOT /* c *}{@code / IN}, and {@code
 * $1a} is a parameter and a name.
 */
final class ServerText {
  private final byte[] original;
  private final byte[] readable;
  private final Optional<SyntaxError> junk;

  private ServerText(byte[] original) {
    this.original = original;
    PostgresLexer lexer = new PostgresLexer().reset(original);
    while (lexer.next() != TokenKind.END && lexer.kind() != TokenKind.ERROR) {}
    readable = lexer.hasComment() ? Comments.blank(original, 0, original.length) : original;
    junk =
        lexer.error() == LexicalError.JUNK_AFTER_PARAMETER
            ? Optional.of(junk(lexer.errorPosition()))
            : Optional.empty();
  }

  static ServerText of(String sql) {
    return new ServerText(sql.getBytes(StandardCharsets.UTF_8));
  }

  /** What libpg_query should read: every token is where it was. */
  byte[] bytes() {
    return readable;
  }

  /** The error that libpg_query would not find, if there is one. */
  Optional<SyntaxError> junk() {
    return junk;
  }

  /** What the server would say: the report, or the error that libpg_query passed over before it. */
  SyntaxError error(ReportedException report) {
    int position = report.position() == 0 ? 0 : positionInOriginal(report.position());
    return junk.filter(error -> error.position() < position)
        .orElseGet(
            () -> new SyntaxError(report.getMessage(), position, report.routine(), report.file()));
  }

  private SyntaxError junk(int start) {
    int end = start + 1;
    while (end < original.length && isNamePart(original[end])) {
      end++;
    }
    String near = new String(original, start, end - start, StandardCharsets.UTF_8);
    return new SyntaxError(
        LexicalError.JUNK_AFTER_PARAMETER.message() + " at or near \"" + near + '"',
        characters(original, start) + 1,
        "scanner_yyerror",
        "scan.l");
  }

  private static boolean isNamePart(byte b) {
    return b < 0 || b == '$' || b == '_' || Character.isLetterOrDigit(b);
  }

  /** A comment has as many bytes as the spaces in its place, but not always as many characters. */
  private int positionInOriginal(int position) {
    int at = 0;
    for (int characters = 1; at < readable.length && characters < position; characters++) {
      at++;
      while (at < readable.length && isContinuation(readable[at])) {
        at++;
      }
    }
    return characters(original, at) + 1;
  }

  private static int characters(byte[] utf8, int end) {
    int characters = 0;
    for (int i = 0; i < end; i++) {
      characters += isContinuation(utf8[i]) ? 0 : 1;
    }
    return characters;
  }

  private static boolean isContinuation(byte b) {
    return (b & 0xC0) == 0x80;
  }
}
