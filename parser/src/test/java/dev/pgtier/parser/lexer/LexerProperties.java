package dev.pgtier.parser.lexer;

import java.nio.charset.StandardCharsets;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class LexerProperties {
  @Property(tries = 3_000)
  void invariantsHoldForBytes(@ForAll byte[] text) {
    Invariants.check(text);
  }

  @Property(tries = 10_000)
  void invariantsHoldForWhatLooksLikeSql(@ForAll("pieces") String text) {
    Invariants.check(text.getBytes(StandardCharsets.UTF_8));
  }

  @Property(tries = 3_000)
  void invariantsHoldForTokens(@ForAll long seed) {
    Invariants.check(new SqlText(new Random(seed)).next());
  }

  @Provide
  Arbitrary<String> pieces() {
    return Arbitraries.of(
            "'",
            "''",
            "\"",
            "$",
            "$$",
            "$a$",
            "$1",
            "\\",
            "\\'",
            "E'",
            "U&'",
            "U&\"",
            "b'",
            "n'",
            "uescape '!'",
            "--",
            "/*",
            "*/",
            "\n",
            "\r",
            " ",
            "\u000b",
            "a",
            "select",
            "in (",
            "(",
            ")",
            ",",
            ";",
            "1",
            "0x",
            "1.",
            ".",
            "..",
            "e5",
            "_",
            "+",
            "-",
            "@",
            "<",
            "=",
            ">",
            ":",
            "é",
            "\0",
            "position(",
            "float(",
            "\\u0041",
            "\\D83D",
            "\uD83D")
        .list()
        .ofMaxSize(25)
        .map(list -> list.stream().collect(Collectors.joining()));
  }
}
