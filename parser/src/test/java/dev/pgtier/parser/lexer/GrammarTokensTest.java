package dev.pgtier.parser.lexer;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.parser.Node;
import dev.pgtier.parser.ParseResult;
import dev.pgtier.parser.ParseTree;
import dev.pgtier.parser.PostgresParser;
import dev.pgtier.parser.SyntaxError;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;

/**
 * Names and constants are what PostgreSQL's parser makes of them, and where it refuses them, so
 * does this, with its words.
 */
class GrammarTokensTest {
  private static final int TEXTS = 20_000;
  private static final String[] PARTS = {
    "a",
    "B",
    "é",
    "€",
    "😀",
    " ",
    "\\0061",
    "\\00e9",
    "\\+01F600",
    "\\D83D\\DE00",
    "\\D83D",
    "\\DE00",
    "\\\\",
    "\\006",
    "\\0000",
    "\\+110000",
    "\\+00D83D\\+00DE00",
    "!0061",
    "!!",
    "!+000041",
    "!D83D!DE00",
    "!x",
    "\\",
    "''",
    "\"\"",
    "x".repeat(60),
    "é".repeat(31)
  };
  private static final String[] ESCAPES = {
    "",
    "",
    "",
    " uescape '!'",
    " UESCAPE/**/$$!$$",
    "--x\nuescape E'\\x21'",
    " uescape '!!'",
    " uescape 'a'",
    " uescape '+'",
    " uescape ' '",
    " uescape ''",
    " uescape x",
    " uescape 1",
    " uescape",
    " uescape 'é'",
    " uescape '\"'",
    " uescape U&'!'",
    " uescape '!'\n''",
    " uescape '!",
    " x",
    " 'y'"
  };

  private final PostgresParser parser = new PostgresParser();
  private final GrammarTokens tokens = new GrammarTokens();
  private final Random random = new Random(20_260_101L);

  @Test
  void namesAreThoseOfTheParser() {
    int names = 0;
    for (int i = 0; i < TEXTS; i++) {
      String name = random.nextInt(3) == 0 ? bare() : one("U&", "u&", "") + quoted('"');
      String sql = "select 1 as " + name + (name.startsWith("x") ? "" : one(ESCAPES));
      if (assertSameErrorOrName(sql)) {
        names++;
      }
    }
    assertThat(names).isGreaterThan(TEXTS / 4);
  }

  @Test
  void constantsAreRefusedAsByTheParser() {
    for (int i = 0; i < TEXTS; i++) {
      String sql = "select " + one("U&", "u&") + quoted('\'') + one(ESCAPES);
      byte[] text = sql.getBytes(StandardCharsets.UTF_8);
      TokenKind last = lastToken(text);
      if (last == TokenKind.ERROR) {
        assertSameError(sql, text);
      } else if (!sql.endsWith(" 'y'")) { // of which only the grammar knows that it is too much
        assertThat(parse(text)).describedAs(sql).isInstanceOf(ParseTree.class);
      }
    }
  }

  /** Whether there is a name at all. */
  private boolean assertSameErrorOrName(String sql) {
    byte[] text = sql.getBytes(StandardCharsets.UTF_8);
    if (lastToken(text) == TokenKind.ERROR) {
      assertSameError(sql, text);
      return false;
    }
    tokens.reset(text, 0, text.length);
    TokenKind kind = tokens.next();
    for (int i = 1; i < 4; i++) {
      kind = tokens.next();
    }
    if (!(parse(text) instanceof ParseTree tree)) {
      return false; // a second name is too much for the grammar
    }
    String name =
        kind == TokenKind.IDENTIFIER
            ? new String(text, tokens.start(), tokens.nameLength(), StandardCharsets.UTF_8)
                .replace('Y', 'y')
            : new String(tokens.name(), 0, tokens.nameLength(), StandardCharsets.UTF_8);
    Node target = tree.statements().get(0).node().list("targetList").get(0);
    assertThat(name).describedAs(sql).isEqualTo(target.text("name"));
    return true;
  }

  private void assertSameError(String sql, byte[] text) {
    ParseResult result = parse(text);
    assertThat(result).describedAs("%s: %s", sql, tokens.error()).isInstanceOf(SyntaxError.class);
    SyntaxError error = (SyntaxError) result;
    if (error.message().startsWith("syntax error")) {
      return; // the grammar came to its end before the scanner came to its error
    }
    boolean withinCharacter =
        tokens.errorPosition() < text.length && (text[tokens.errorPosition()] & 0xC0) == 0x80;
    if (withinCharacter) {
      // The server counts doubled quotes as one, and so stumbles over half a character.
      assertThat(error.message()).startsWith(LexicalError.INVALID_ENCODING.message());
      return;
    }
    assertThat(error.message()).describedAs(sql).startsWith(tokens.error().message());
    String before = new String(text, 0, tokens.errorPosition(), StandardCharsets.UTF_8);
    assertThat(error.position())
        .describedAs("%s: %s", sql, error)
        .isEqualTo(before.codePointCount(0, before.length()) + 1);
  }

  private TokenKind lastToken(byte[] text) {
    tokens.reset(text, 0, text.length);
    TokenKind kind = tokens.next();
    while (kind != TokenKind.END && kind != TokenKind.ERROR) {
      kind = tokens.next();
    }
    return kind;
  }

  private ParseResult parse(byte[] text) {
    return parser.parse(new String(text, StandardCharsets.UTF_8));
  }

  private String quoted(char quote) {
    StringBuilder out = new StringBuilder().append(quote);
    for (int i = random.nextInt(4); i >= 0; i--) {
      String part = one(PARTS);
      boolean otherQuote = part.startsWith("'") || part.startsWith("\"");
      out.append(otherQuote ? "" + quote + quote : part);
    }
    return out.append(quote).toString();
  }

  private String bare() {
    return "x".repeat(1 + random.nextInt(70)) + one("", "é", "Y", "é".repeat(5), "😀€");
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
