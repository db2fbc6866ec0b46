package dev.pgtier.policies.script;

import dev.pgtier.parser.lexer.PostgresLexer;
import dev.pgtier.parser.lexer.TokenKind;
import dev.pgtier.policies.analysis.Reading;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.analysis.Trait;
import dev.pgtier.policies.analysis.Unreadable;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/**
 * Goes over a file once. The lexer finds where a COPY … FROM STDIN ends and what psql would take
 * for a command of its own; the parser says what the statements between two such places are.
 */
final class Splitter {
  private final byte[] utf8;
  private final Function<String, Reading> parser;
  private final Lines lines;
  private final List<ScriptMistake> mistakes = new ArrayList<>();
  private final List<ScriptStatement> statements = new ArrayList<>();
  private final Headers headers;
  private final PostgresLexer lexer = new PostgresLexer();

  /** The first byte that no statement was made of yet. */
  private int stretch;

  Splitter(String text, Function<String, Reading> parser) {
    this.utf8 = text.getBytes(StandardCharsets.UTF_8);
    this.parser = parser;
    this.lines = new Lines(utf8);
    this.headers = new Headers(parser, lines, mistakes);
  }

  Splitting split() {
    if (utf8.length >= 3 && string(0, 3).equals("\uFEFF")) {
      mistake(0, "the file begins with a byte order mark; save it without one");
    } else {
      scan();
    }
    if (mistakes.isEmpty() && statements.isEmpty()) {
      mistake(0, "there is no statement in the file");
    }
    return mistakes.isEmpty()
        ? new Script(statements, headers.checks, headers.rows, headers.author)
        : new Unsplittable(mistakes);
  }

  private void scan() {
    lexer.reset(utf8);
    int first = -1;
    int nested = 0;
    TokenKind kind = lexer.nextOrComment();
    while (kind != TokenKind.END && kind != TokenKind.ERROR) {
      int start = lexer.start();
      int character = kind == TokenKind.CHARACTER ? utf8[start] : 0;
      if (kind == TokenKind.LINE_COMMENT) {
        if (isBlank(lines.start(lines.line(start)), start)) {
          headers.comment(string(start, lexer.end()), start);
        }
      } else if (character == '\\') {
        backslash(start);
        return;
      } else if (character == ';' && nested <= 0) {
        if (first >= 0 && isCopyFromClient(first, start) && !data(first)) {
          return;
        }
        first = -1;
        nested = 0;
      } else if (!kind.isComment()) {
        first = first < 0 ? start : first;
        nested += character == '(' ? 1 : (character == ')' ? -1 : 0);
      }
      kind = lexer.nextOrComment();
    }
    // What the lexer cannot read, the parser refuses in the server's words.
    statements(stretch, utf8.length);
    for (ScriptStatement statement : statements) {
      if (statement.analysis().has(Trait.COPY_FROM_CLIENT) && statement.data().isEmpty()) {
        mistake(
            statement.analysis().start(),
            "this COPY has no data; end it by a semicolon, and its data by a line \\.");
      }
    }
  }

  private void backslash(int position) {
    int end = position + 1;
    while (end < utf8.length && utf8[end] > ' ') {
      end++;
    }
    mistake(
        position,
        string(position, end)
            + " is a command of psql, which the server does not know; write plain SQL");
  }

  private boolean isCopyFromClient(int start, int end) {
    return string(start, Math.min(end, start + 4)).equalsIgnoreCase("copy")
        && parser.apply(string(start, end)) instanceof dev.pgtier.policies.analysis.Script script
        && script.statements().size() == 1
        && script.statements().get(0).has(Trait.COPY_FROM_CLIENT);
  }

  /** Takes the statements up to the COPY that ends here, then its data; false on a mistake. */
  private boolean data(int copy) {
    int semicolon = lexer.start();
    int from = lines.next(semicolon);
    if (!isCommentAtMost(semicolon + 1, from)) {
      mistake(copy, "something follows this COPY on its last line; its data begins on the next");
      return false;
    }
    int marker = from;
    int end = -1;
    while (marker < utf8.length && end < 0) {
      int next = lines.next(marker);
      String line = next - marker <= 4 ? string(marker, next) : "";
      if (line.equals("\\.\n") || line.equals("\\.\r\n") || line.equals("\\.")) {
        end = next;
      } else {
        marker = next;
      }
    }
    if (end < 0) {
      mistake(copy, "the data of this COPY has no end; it ends by a line \\.");
      return false;
    }
    if (!statements(stretch, semicolon)) {
      return false;
    }
    int last = statements.size() - 1;
    ScriptStatement statement = statements.get(last);
    if (!statement.analysis().has(Trait.COPY_FROM_CLIENT)) {
      // The lexer and the grammar do not agree on where it begins.
      mistake(copy, "this COPY cannot have its data here");
      return false;
    }
    if (statement.analysis().has(Trait.COPY_BINARY)) {
      mistake(copy, "binary data cannot stand in a file of SQL");
      return false;
    }
    String text = string(from, marker);
    String sha256 = new CopyDigest().update(text.getBytes(StandardCharsets.UTF_8)).finish();
    statements.set(
        last,
        new ScriptStatement(
            statement.number(),
            statement.line(),
            statement.column(),
            statement.text(),
            statement.digest(),
            statement.analysis(),
            Optional.of(new CopyData(lines.line(from), text, sha256))));
    stretch = end;
    lexer.reset(utf8, end, utf8.length - end);
    return true;
  }

  /** Adds the statements of a stretch without data; false on a mistake. */
  private boolean statements(int from, int to) {
    String sql = string(from, to);
    Reading reading = parser.apply(sql);
    if (reading instanceof Unreadable unreadable) {
      int characters = Math.max(0, unreadable.position() - 1);
      int position =
          sql.codePointCount(0, sql.length()) < characters
              ? to
              : from + bytes(sql.substring(0, sql.offsetByCodePoints(0, characters)));
      mistake(position, unreadable.message());
      return false;
    } else if (reading instanceof dev.pgtier.policies.analysis.Script script) {
      script.statements().forEach(statement -> add(statement, from));
      return mistakes.isEmpty();
    }
    throw new AssertionError(reading);
  }

  private void add(StatementAnalysis statement, int from) {
    int start = from + statement.start();
    String text = string(start, start + statement.length());
    Optional<String> digest = TokenDigest.of(utf8, start, statement.length());
    if (digest.isEmpty()) {
      mistake(start, "this statement cannot be read to its end");
      return;
    }
    statements.add(
        new ScriptStatement(
            statements.size() + 1,
            lines.line(start),
            lines.column(start),
            text,
            digest.get(),
            statement.startingAt(start),
            Optional.empty()));
  }

  private boolean isBlank(int from, int to) {
    return string(from, to).isBlank();
  }

  private boolean isCommentAtMost(int from, int to) {
    PostgresLexer rest = new PostgresLexer().reset(utf8, from, to - from);
    return rest.next() == TokenKind.END;
  }

  private void mistake(int position, String message) {
    mistakes.add(lines.mistake(position, message));
  }

  private static int bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  private String string(int from, int to) {
    return new String(utf8, from, to - from, StandardCharsets.UTF_8);
  }
}
