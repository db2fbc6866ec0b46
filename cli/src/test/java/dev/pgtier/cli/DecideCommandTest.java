package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a person, a script and a CI job see of {@code pgtier decide}. */
final class DecideCommandTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String CONFIGURATION =
      """
      upstreams: { production: { host: 127.0.0.1, database: shop, user: readonly } }
      tiers: [inspect.yaml]
      principals: [ { name: agent, tier: inspect, password: x } ]
      """;

  @TempDir private Path folder;

  @BeforeEach
  void configure() throws Exception {
    Files.writeString(folder.resolve("pgtier.yaml"), CONFIGURATION);
    Files.copy(Path.of("..", "policies", "tiers", "inspect.yaml"), folder.resolve("inspect.yaml"));
  }

  @Test
  void aReadIsAllowedWithWhatItReadsAndCalls() throws Exception {
    CommandProcess decide = decide("", "--sql", "SELECT count(*) FROM shop.orders");
    assertThat(decide.errors()).isEmpty();
    assertThat(decide.exitCode()).isZero();
    assertThat(answers(decide))
        .containsExactly(
            JSON.readTree(
                """
                {"verdict":"allow","rule":"statements.allow","effect":"read",
                 "relations":["shop.orders"],"functions":["count"],"reason":null}
                """));
  }

  @Test
  void aWriteIsDeniedWithAReasonAndExitCode3() throws Exception {
    CommandProcess decide = decide("", "--sql", "DELETE FROM shop.orders");
    assertThat(decide.errors()).isEmpty();
    assertThat(decide.exitCode()).isEqualTo(3);
    JsonNode answer = answers(decide).get(0);
    assertThat(answer.get("verdict").asText()).isEqualTo("deny");
    assertThat(answer.get("effect").asText()).isEqualTo("write");
    assertThat(answer.get("reason").asText()).contains("write");
  }

  @Test
  void aFileIsOneTextAndItsStrictestStatementDecides() throws Exception {
    Path file = folder.resolve("two.sql");
    Files.writeString(file, "SELECT 1; -- harmless\nDROP TABLE shop.orders;\n");
    CommandProcess denied = decide("", "-f", file.toString());
    assertThat(denied.exitCode()).isEqualTo(3);
    assertThat(answers(denied))
        .singleElement()
        .extracting(a -> a.get("effect").asText())
        .isEqualTo("ddl");

    Files.writeString(file, "SELECT 1;\nSELECT 'ü';\n");
    CommandProcess allowed = decide("", "-f", file.toString());
    assertThat(allowed.exitCode()).isZero();
    assertThat(answers(allowed)).hasSize(1);
  }

  @Test
  void whatIsNoSqlIsDenied() throws Exception {
    CommandProcess decide = decide("", "--sql", "SELEC 1");
    assertThat(decide.exitCode()).isEqualTo(3);
    assertThat(answers(decide).get(0).get("rule").asText()).isEqualTo("syntax");
    assertThat(answers(decide).get(0).get("effect").asText()).isEqualTo("opaque");
  }

  @Test
  void linesAreAnsweredInTheirOrderEachByItsIdAndADenialIsNoFailure() throws Exception {
    int lines = 3_000;
    String input =
        IntStream.range(0, lines)
            .mapToObj(i -> "{\"id\":" + i + ",\"sql\":\"" + sql(i) + "\"}")
            .collect(Collectors.joining("\n\n", "", "\n"));
    CommandProcess decide = decide(input, "--jsonl");
    assertThat(decide.errors()).isEmpty();
    assertThat(decide.exitCode()).isZero();
    List<JsonNode> answers = answers(decide);
    assertThat(answers).hasSize(lines);
    for (int i = 0; i < lines; i++) {
      assertThat(answers.get(i).get("id").asInt()).isEqualTo(i);
      assertThat(answers.get(i).get("verdict").asText()).isEqualTo(i % 3 == 1 ? "deny" : "allow");
    }
  }

  /** Long ones among short ones, so that answers that do not wait would overtake. */
  private static String sql(int i) {
    return switch (i % 3) {
      case 0 -> "SELECT " + "1 + ".repeat(i % 50) + "1 FROM t" + i;
      case 1 -> "DELETE FROM t" + i;
      default -> "SELECT 'naïve' -- " + i;
    };
  }

  @Test
  void idsAreGivenBackAsTheyCame() throws Exception {
    CommandProcess decide =
        decide(
            """
            {"id":"a/1","sql":"SELECT 1"}
            {"id":{"n":[1,null]},"sql":"SELECT 1"}
            {"sql":"SELECT 1","client":"psql"}
            """,
            "--jsonl");
    assertThat(answers(decide))
        .extracting(answer -> String.valueOf(answer.get("id")))
        .containsExactly("\"a/1\"", "{\"n\":[1,null]}", "null");
  }

  @Test
  void aMistakeInALineIsNamedAfterTheAnswersBeforeIt() throws Exception {
    String good = "{\"id\":1,\"sql\":\"SELECT 1\"}\n";
    CommandProcess noJson = decide(good + "SELECT 1\n" + good, "--jsonl");
    assertThat(noJson.exitCode()).isEqualTo(1);
    assertThat(noJson.errors()).startsWith("pgtier: line 2 is no JSON").hasLineCount(1);
    assertThat(answers(noJson)).hasSize(1);

    CommandProcess noSql = decide(good + good + "{\"id\":3,\"sql\":7}\n", "--jsonl");
    assertThat(noSql.exitCode()).isEqualTo(1);
    assertThat(noSql.errors()).isEqualTo("pgtier: line 3 has no text under \"sql\"");
    assertThat(answers(noSql)).hasSize(2);
  }

  @Test
  void mistakesAreOneSentence() throws Exception {
    String config = folder.resolve("pgtier.yaml").toString();
    sentence(2, "no tier \"inspec\"", "--config", config, "--tier", "inspec", "--sql", "SELECT 1");
    sentence(1, "nowhere.sql", "--config", config, "--tier", "inspect", "-f", "nowhere.sql");
    sentence(2, "--sql", "--config", config, "--tier", "inspect");
    sentence(2, "--jsonl", "--config", config, "--tier", "inspect", "--jsonl", "--sql", "x");
    sentence(2, "--tier", "--config", config, "--sql", "SELECT 1");
  }

  private static void sentence(int exitCode, String part, String... options) throws Exception {
    CommandProcess wrong = CommandProcess.run("", arguments(options));
    assertThat(wrong.errors()).startsWith("pgtier: ").contains(part).hasLineCount(1);
    assertThat(wrong.exitCode()).isEqualTo(exitCode);
    assertThat(wrong.output()).isEmpty();
  }

  private CommandProcess decide(String input, String... options) throws Exception {
    String[] all = new String[options.length + 4];
    System.arraycopy(options, 0, all, 4, options.length);
    all[0] = "--config";
    all[1] = folder.resolve("pgtier.yaml").toString();
    all[2] = "--tier";
    all[3] = "inspect";
    return CommandProcess.run(input, arguments(all));
  }

  private static String[] arguments(String... options) {
    String[] all = new String[options.length + 1];
    all[0] = "decide";
    System.arraycopy(options, 0, all, 1, options.length);
    return all;
  }

  private static List<JsonNode> answers(CommandProcess decide) {
    return decide.output().stream().map(DecideCommandTest::json).toList();
  }

  private static JsonNode json(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      throw new AssertionError(line, e);
    }
  }
}
