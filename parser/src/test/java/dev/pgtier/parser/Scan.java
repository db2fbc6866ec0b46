package dev.pgtier.parser;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * PostgreSQL's own scanner over a text, as libpg_query runs it: the oracle of lexers. Comments are
 * tokens here, of kinds 275 ({@code --}) and 276.
 *
 * @param tokens in order; empty if there is an error
 * @param error PostgreSQL's message, if the text cannot be scanned to its end
 */
public record Scan(List<Token> tokens, Optional<String> error) {
  /**
   * One token.
   *
   * @param start in bytes of UTF-8
   * @param end in bytes of UTF-8, exclusive
   * @param kind the number that the grammar has for it: an ASCII character's code, or from 258 up
   * @param keyword 0 none, 1 unreserved, 2 column name, 3 type or function name, 4 reserved
   */
  public record Token(int start, int end, int kind, int keyword) {}

  /**
   * Scans {@code sql}, which must not have a NUL.
   *
   * <p>libpg_query reserves 200 bytes of JSON for a token, however long it is, and writes past them
   * without a word; semicolons behind the text make room.
   */
  public static Scan of(PostgresParser parser, String sql) {
    if (sql.isEmpty()) {
      return new Scan(List.of(), Optional.empty());
    }
    int length = sql.getBytes(StandardCharsets.UTF_8).length;
    String json = parser.scan(sql + "\n" + ";".repeat(length / 30 + 16));
    if (!json.startsWith("{\"version\"")) {
      return new Scan(List.of(), Optional.of(parser.scan(sql)));
    }
    List<Token> tokens = new ArrayList<>();
    JsonScanner scanner = new JsonScanner(json.getBytes(StandardCharsets.UTF_8));
    scanner.expect('{');
    number(scanner, "version");
    scanner.expect(',');
    member(scanner, "tokens");
    scanner.expect('[');
    do {
      scanner.expect('{');
      int start = number(scanner, "start");
      scanner.expect(',');
      int end = number(scanner, "end");
      skipText(scanner, "text");
      scanner.expect(',');
      int kind = number(scanner, "tokenType");
      skipText(scanner, "tokenName");
      scanner.expect(',');
      int keyword = number(scanner, "keywordKind");
      skipText(scanner, "keywordName");
      scanner.expect('}');
      if (start < length) {
        tokens.add(new Token(start, end, kind, keyword));
      }
    } while (scanner.accept(','));
    scanner.expect(']');
    scanner.expect('}');
    scanner.end();
    return new Scan(List.copyOf(tokens), Optional.empty());
  }

  private static void member(JsonScanner scanner, String name) {
    if (!scanner.string().equals(name)) {
      throw new IllegalStateException("no " + name);
    }
    scanner.expect(':');
  }

  private static int number(JsonScanner scanner, String name) {
    member(scanner, name);
    return (int) scanner.number();
  }

  private static void skipText(JsonScanner scanner, String name) {
    scanner.expect(',');
    member(scanner, name);
    scanner.string();
  }
}
