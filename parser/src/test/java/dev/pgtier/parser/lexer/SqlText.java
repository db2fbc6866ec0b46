package dev.pgtier.parser.lexer;

import java.nio.charset.StandardCharsets;
import java.util.Random;

/**
 * Random texts of tokens, most of them valid, with everything between and within them that the
 * scanner has a rule for.
 */
final class SqlText {
  private static final String[] SPACES = {
    "",
    "",
    "",
    " ",
    " ",
    " ",
    "  ",
    "\n",
    "\r",
    "\t",
    "\f",
    "\u000b",
    "\r\n",
    "--\n",
    "-- it's\r",
    "--",
    "/**/",
    "/* x */",
    "/*/* */*/",
    "/*'*/",
    "/*\n--*/",
    "/***/",
    "\n\n"
  };
  private static final String[] OPERATORS = {
    "<=", ">=", "<>", "!=", "=>", "::", ":=", "..", "||", "->>", "@>", "+", "-", "*", "/", "<", ">",
    "=", "%", "^", "~", "!", "@", "#", "&", "|", "`", "?", "?|", "-+", "=-", "@-", "*/", "!~~*",
    "<->", "--", "/*", "*-", "%-", "~-/*x*/"
  };
  private static final String[] CHARACTERS = {
    "(", ")", ",", ";", "[", "]", ".", ":", "{", "}", "\\", "$", "\u0001", "\u007f"
  };
  private static final String[] NUMBERS = {
    "0",
    "1",
    "42",
    "007",
    "2147483647",
    "2147483648",
    "00000000002147483647",
    "1_000",
    "2_147_483_647",
    "2_147_483_648",
    "1.",
    ".5",
    "1.5",
    "1..2",
    "1.e5",
    "1e5",
    "1E+5",
    "1e-5",
    "1e5_0",
    "1_0.0_1",
    "0x1F",
    "0XfF",
    "0x_1",
    "0x7fffffff",
    "0x80000000",
    "0o17",
    "0O_7",
    "0o20000000000",
    "0b1",
    "0B_1_0",
    "0b10000000000000000000000000000000",
    "1e",
    "1e+",
    "0x",
    "0x_",
    "0o",
    "0o8",
    "0b2",
    "0b",
    "0b_",
    "0xg",
    "1a",
    "1_",
    "1__0",
    "1._5",
    "1.a",
    "1e5$",
    "1e+5$",
    "1.5e5a",
    "1$",
    "1é",
    "99999999999999999999999",
    ".5.5",
    "1.5.",
    "0_1",
    "0x1_",
    "1_000$",
    "123abc"
  };
  private static final String[] PARTS = {
    "a",
    "bc",
    " ",
    "''",
    "\"\"",
    "\\",
    "\\\\",
    "\\'",
    "\\n",
    "\\x41",
    "\\xc3\\xa9",
    "\\xff",
    "\\0",
    "\\101",
    "\\u0041",
    "\\u00e9",
    "\\uD83D\\uDE00",
    "\\uD83D",
    "\\uDE00",
    "\\u12",
    "\\U0001F600",
    "\\U00110000",
    "\\u0000",
    "\\x",
    "\\é",
    "é",
    "€",
    "😀",
    "$",
    "$$",
    "--",
    "/*",
    "*/",
    ";",
    "\n",
    "\r",
    "\t",
    "!0061",
    "\\0061",
    "\\+000061",
    "\\D83D\\DE00",
    "1",
    "%",
    "\u0001"
  };
  private static final String[] CONTINUATIONS = {
    "\n",
    " \n ",
    "\r",
    "\n\n\t",
    " ",
    "\n--x\n",
    "--x'\n",
    "\n--",
    "\n-",
    "\n/**/",
    "\u000b\n",
    "\n-- x -- y\n  -- z\n "
  };
  private static final String[] TAGS = {"", "a", "_x1", "é", "tag", "A"};

  private final Random random;
  private final StringBuilder out = new StringBuilder();

  SqlText(Random random) {
    this.random = random;
  }

  byte[] next() {
    out.setLength(0);
    for (int i = 1 + random.nextInt(12); i > 0; i--) {
      out.append(one(SPACES));
      token();
    }
    out.append(one(SPACES));
    return out.toString().getBytes(StandardCharsets.UTF_8);
  }

  private void token() {
    switch (random.nextInt(16)) {
      case 0, 1, 2 -> out.append(anyCase(Keywords.word(random.nextInt(Keywords.count()))));
      case 3, 4 -> name();
      case 5 -> quoted(random.nextInt(4) == 0 ? one("U&", "u&") : "", '"');
      case 6, 7 -> string();
      case 8 -> dollar();
      case 9 ->
          out.append('$')
              .append(one("1", "2", "007", "2147483647", "2147483648", "1a", "1$", "9é"));
      case 10, 11 -> out.append(one(NUMBERS));
      case 12, 13 -> operator();
      case 14 -> out.append(one(CHARACTERS));
      default -> unicode();
    }
  }

  private void name() {
    out.append(one("a", "b", "E", "u", "N", "x", "_", "é", "Tab", "b$1", "a_b", "日本"));
    if (random.nextInt(3) == 0) {
      out.append(one("1", "$", "é", "_", "x".repeat(62), "é".repeat(32), "select"));
    }
  }

  private void string() {
    out.append(one("", "", "", "E", "e", "b", "B", "x", "X", "n", "N", "U&", "u&", "u", "_"));
    quoted("", '\'');
    while (random.nextInt(5) == 0) {
      out.append(one(CONTINUATIONS));
      quoted("", '\'');
    }
  }

  private void quoted(String prefix, char quote) {
    out.append(prefix).append(quote);
    for (int i = random.nextInt(4); i > 0; i--) {
      String part = one(PARTS);
      boolean plain = random.nextInt(4) > 0;
      out.append(plain ? part.replace("'", "").replace("\\", "") : part);
    }
    if (random.nextInt(60) > 0) {
      out.append(quote);
    }
  }

  private void dollar() {
    String tag = "$" + one(TAGS) + "$";
    out.append(tag);
    for (int i = random.nextInt(4); i > 0; i--) {
      out.append(one(PARTS)).append(random.nextInt(3) == 0 ? "$" + one(TAGS) : "");
    }
    out.append(random.nextInt(20) > 0 ? tag : "$" + one(TAGS));
  }

  private void operator() {
    out.append(one(OPERATORS));
    while (random.nextInt(3) == 0) {
      out.append(one(OPERATORS));
    }
    if (random.nextInt(50) == 0) {
      out.append(one("@", "+", "-", "=", "@-").repeat(55 + random.nextInt(15)));
    }
  }

  private void unicode() {
    quoted(one("U&", "u&"), one("'", "\"").charAt(0));
    if (random.nextInt(2) == 0) {
      out.append(one(" ", "\n", "")).append(anyCase("uescape")).append(one(" ", ""));
      out.append(one("'!'", "'\\'", "'a'", "E'!'", "$$!$$", "'!!'", "''", "x", "'é'", "'+'"));
    }
  }

  private String anyCase(String word) {
    return switch (random.nextInt(4)) {
      case 0 -> word.toUpperCase(java.util.Locale.ROOT);
      case 1 -> Character.toUpperCase(word.charAt(0)) + word.substring(1);
      default -> word;
    };
  }

  private String one(String... choices) {
    return choices[random.nextInt(choices.length)];
  }
}
