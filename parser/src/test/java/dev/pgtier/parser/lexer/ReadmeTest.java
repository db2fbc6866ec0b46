package dev.pgtier.parser.lexer;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The README's example of the lexer is this code, and prints what it says there. */
class ReadmeTest {
  private static final Path SOURCE =
      Path.of("src/test/java/dev/pgtier/parser/lexer/ReadmeTest.java");

  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
  private final PrintStream out = new PrintStream(printed, true, UTF_8);

  private void example() {
    byte[] sql = "SELECT 'it''s' FROM orders WHERE id IN (1, 2)".getBytes(UTF_8);

    // KEYWORD 0-6, STRING 7-14, KEYWORD 15-19, IDENTIFIER 20-26, …
    PostgresLexer lexer = new PostgresLexer().reset(sql);
    while (lexer.next() != TokenKind.END && lexer.kind() != TokenKind.ERROR) {
      out.println(lexer.kind() + " " + lexer.start() + "-" + lexer.end());
    }

    // true: one shape, the key of a cache in this process
    Shaper shaper = new Shaper(ShapeKey.random());
    if (shaper.read(sql, 0, sql.length)) {
      Shape shape = shaper.shape();
      byte[] other = "select 'x' from \"orders\" where id in (3)".getBytes(UTF_8);
      out.println(shaper.read(other, 0, other.length) && shaper.shape().equals(shape));
    } else {
      out.println(shaper.error().message() + " at byte " + shaper.errorPosition());
    }

    // 16 digits for people, the same everywhere
    out.println(Shape.stable(sql, 0, sql.length));

    // id 30-33
    TokenReader template = TokenReader.read("select now()::date where id = :id -- not :this");
    for (NamedArgument argument : NamedArgument.list(template)) {
      out.println(argument.name() + " " + argument.start() + "-" + argument.end());
    }

    // a NOT         IN (1)
    byte[] comment = "a NOT /* c */ IN (1)".getBytes(UTF_8);
    out.println(new String(Comments.blank(comment, 0, comment.length), UTF_8));
  }

  @Test
  void printsWhatTheReadmeSays() {
    example();

    List<String> lines = printed.toString(UTF_8).lines().toList();
    assertThat(lines)
        .startsWith("KEYWORD 0-6", "STRING 7-14", "KEYWORD 15-19", "IDENTIFIER 20-26")
        .contains("true", "id 30-33")
        .endsWith("a NOT         IN (1)");
    assertThat(lines.get(lines.size() - 3)).matches("[0-9a-f]{16}");
  }

  @Test
  void isWhatStandsInTheReadme() throws IOException {
    String source = Files.readString(SOURCE);
    int start = source.indexOf("  private void example() {\n");
    String body =
        source.substring(source.indexOf('\n', start) + 1, source.indexOf("\n  }\n", start));
    String shown = body.replaceAll("(?m)^ {4}", "").replace("out.println", "System.out.println");

    assertThat(Files.readString(Path.of("README.md"))).contains("```java\n" + shown + "\n```");
  }
}
