package dev.pgtier.parser.lexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

class ShapeProperties {
  private static final ShapeKey KEY = ShapeKey.random();
  private static final String[] CONSTANTS = {
    "0",
    "1",
    "2147483647",
    "0x1F",
    "1_000",
    "2147483648",
    "1.5",
    ".5",
    "1e5",
    "''",
    "'x'",
    "E'\\n'",
    "$$x$$",
    "$a$'$a$",
    "U&'\\0061'",
    "U&'!0061' uescape '!'",
    "b'1'",
    "B''",
    "x'1F'",
    "X'0'"
  };
  private static final String[] WORDS = {
    "a",
    "b",
    "A",
    "\"a\"",
    "\"A\"",
    "U&\"\\0061\"",
    "é",
    "select",
    "in",
    "IN",
    "not",
    "position",
    "float",
    "create",
    "alter",
    "null",
    "true",
    "(",
    "(",
    "(",
    ")",
    ")",
    ",",
    ",",
    ",",
    ";",
    "in (",
    "IN(1,",
    "position(",
    "float(",
    "+",
    "-",
    "<>",
    "!=",
    "<=",
    "::",
    "..",
    "$1",
    "$2",
    "$01",
    "n",
    "nchar",
    "date",
    "uescape"
  };
  private static final List<String> CORPUS =
      Corpus.all().stream().filter(sql -> sql.length() < 5000 && shape(utf8(sql)) != null).toList();

  private final Random random = new Random();

  /**
   * Any two texts have one shape if and only if their tokens, taken the plain way, are the same.
   */
  @Property(tries = 10_000)
  void isEqualIfAndOnlyIfTheTokensAreEqual(
      @ForAll("tokens") List<String> tokens, @ForAll long seed) {
    random.setSeed(seed);
    byte[] one = utf8(String.join(" ", tokens));
    byte[] other = utf8(String.join(" ", changed(tokens)));
    List<String> plainOne = PlainShape.of(one);
    List<String> plainOther = PlainShape.of(other);
    Shape shape = shape(one);
    assertThat(shape == null).isEqualTo(plainOne == null);
    if (shape != null && plainOther != null) {
      assertThat(shape.equals(shape(other))).isEqualTo(plainOne.equals(plainOther));
    }
  }

  /** The same with the statements of the corpus, of which a token or two are changed. */
  @Property(tries = 2_000)
  void isEqualForStatementsIfAndOnlyIfTheTokensAreEqual(
      @ForAll("statements") String sql, @ForAll long seed) {
    random.setSeed(seed);
    List<String> tokens = new ArrayList<>();
    TokenReader.read(sql).tokens().forEach(token -> tokens.add(token.text()));
    isEqualIfAndOnlyIfTheTokensAreEqual(tokens, seed);
  }

  @Property(tries = 2_000)
  void isTheSameWhateverStandsBetweenTheTokensAndInWhateverCase(
      @ForAll("statements") String sql, @ForAll long seed) {
    random.setSeed(seed);
    assertThat(shape(utf8(respelled(sql)))).isEqualTo(shape(utf8(sql)));
  }

  @Property(tries = 2_000)
  void isTheSameWhateverTheConstantsAre(@ForAll("statements") String sql, @ForAll long seed) {
    random.setSeed(seed);
    byte[] text = utf8(sql);
    Shape shape = shape(text);
    StringBuilder changed = new StringBuilder();
    int at = 0;
    for (Constant constant : Constant.list(text, 0, text.length)) {
      changed.append(string(text, at, constant.start()));
      boolean national = changed.toString().matches("(?s).*\\b[nN]"); // N goes with a quote only
      changed.append(national ? "'y'" : ' ' + like(constant.kind()) + ' ');
      at = constant.end();
    }
    changed.append(string(text, at, text.length));
    boolean precision = sql.toLowerCase(Locale.ROOT).contains("float(");
    if (shape != null && !precision) {
      assertThat(shape(utf8(changed.toString()))).describedAs(changed.toString()).isEqualTo(shape);
    }
  }

  @Property(tries = 500)
  void isTheSameWhereverTheTextStands(@ForAll("statements") String sql, @ForAll long seed) {
    byte[] text = utf8(sql);
    byte[] within = utf8("'" + sql + "é'/*");
    assertThat(Shape.of(within, 1, text.length, KEY)).isEqualTo(shape(text));
  }

  @Provide
  Arbitrary<List<String>> tokens() {
    return Arbitraries.frequencyOf(
            Tuple.of(2, Arbitraries.of(CONSTANTS)), Tuple.of(3, Arbitraries.of(WORDS)))
        .list()
        .ofMinSize(1)
        .ofMaxSize(20);
  }

  @Provide
  Arbitrary<String> statements() {
    return Arbitraries.of(CORPUS);
  }

  private List<String> changed(List<String> tokens) {
    List<String> changed = new ArrayList<>(tokens);
    for (int i = 1 + random.nextInt(3); i > 0 && !changed.isEmpty(); i--) {
      int at = random.nextInt(changed.size());
      switch (random.nextInt(6)) {
        case 0 -> changed.remove(at);
        case 1 -> changed.add(at, one(WORDS));
        case 2 -> changed.set(at, one(CONSTANTS));
        case 3 -> changed.addAll(at, List.of(one(CONSTANTS), ","));
        default -> changed.set(at, alike(changed.get(at)));
      }
    }
    return changed;
  }

  /** Another spelling of the same token, as often as there is one. */
  private String alike(String token) {
    List<Constant> constants = Constant.list(utf8(token), 0, utf8(token).length);
    if (constants.size() == 1) {
      return like(constants.get(0).kind());
    }
    return token.matches("[a-zA-Z]+") ? token.toUpperCase(Locale.ROOT) : token;
  }

  private String like(TokenKind kind) {
    while (true) {
      String constant = one(CONSTANTS);
      byte[] text = utf8(constant);
      if (Constant.list(text, 0, text.length).get(0).kind() == kind) {
        return constant;
      }
    }
  }

  private String respelled(String sql) {
    StringBuilder out = new StringBuilder();
    for (Token token : TokenReader.read(sql).tokens()) {
      String text = token.text();
      boolean word = token.kind() == TokenKind.IDENTIFIER || token.kind() == TokenKind.KEYWORD;
      boolean quotable = token.kind() == TokenKind.IDENTIFIER && text.matches("[a-z_]+");
      if (quotable && random.nextInt(4) == 0) {
        text = '"' + text + '"';
      } else if (word && random.nextInt(3) == 0) {
        text = swapCase(text);
      }
      boolean national = token.kind() == TokenKind.KEYWORD && text.length() == 1;
      out.append(text).append(national ? "" : one(" ", "\t", "/**/", " /* 'x */ ", "\f "));
    }
    return out.toString();
  }

  private static String swapCase(String text) {
    StringBuilder out = new StringBuilder();
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      out.append(letter ? (char) (c ^ 0x20) : c);
    }
    return out.toString();
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }

  private static Shape shape(byte[] text) {
    return Shape.of(text, 0, text.length, KEY);
  }

  private static String string(byte[] text, int from, int to) {
    return new String(text, from, to - from, StandardCharsets.UTF_8);
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }
}
