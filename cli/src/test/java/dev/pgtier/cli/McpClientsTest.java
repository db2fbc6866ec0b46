package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's MCP servers and the official clients, by what the demo printed for copying. */
class McpClientsTest {
  private static final Pattern TOKEN = Pattern.compile("[A-Za-z]{1,4}|[^A-Za-z\\s]");

  @TempDir static Path folder;
  private static CommandProcess demo;
  private static McpClient client;
  private static String inspect;
  private static String validate;

  @BeforeAll
  static void start() throws Exception {
    demo = Demos.start(folder).awaitOutput(Demos.UP);
    inspect = McpClient.url(demo, "prod-readonly");
    validate = McpClient.url(demo, "validate-write");
    Path migrations = folder.resolve("migrations");
    Files.writeString(migrations.resolve("slow.sql"), "SELECT pg_sleep(601);\n");
    Files.writeString(migrations.resolve("slower.sql"), "SELECT pg_sleep(602);\n");
    client = new McpClient(folder);
    client.install();
  }

  @AfterAll
  static void stop() {
    demo.close();
  }

  @Test
  void clientWithSessions() throws Exception {
    List<String> arguments = new ArrayList<>(List.of(inspect, validate));
    arguments.addAll(stdio("prod-readonly"));
    assertThat(client.node("sessions.mjs", arguments)).endsWith("all well\n");
  }

  @Test
  void clientOfTheStatelessRevision() throws Exception {
    List<String> arguments = new ArrayList<>(List.of(inspect, validate));
    arguments.addAll(stdio("prod-readonly"));
    assertThat(client.node("stateless.mjs", arguments)).endsWith("all well\n");
  }

  @Test
  void curlOfTheTutorial() throws Exception {
    JsonNode hello =
        client.curl(
            inspect,
            """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2024-11-05",\
            "capabilities":{},"clientInfo":{"name":"curl","version":"8"}}}""");
    assertThat(hello.at("/result/protocolVersion").asText()).isEqualTo("2024-11-05");
    assertThat(hello.at("/result/serverInfo/name").asText()).isEqualTo("prod-readonly");
    assertThat(client.curl(inspect, McpClient.request("ping", "{}")).at("/result").isObject())
        .isTrue();
    JsonNode rows =
        client.curl(
            inspect,
            McpClient.request(
                "tools/call",
                "{\"name\":\"recent_orders\",\"arguments\":{\"since_hours\":24,\"status\":\"failed\"}}"),
            "-H",
            "Accept: application/json, text/event-stream");
    assertThat(rows.at("/result/structuredContent/rows/0/id").asInt()).isEqualTo(2);
    assertThat(rows.at("/result/structuredContent/rows/0/total").isNull()).isTrue();
  }

  /**
   * Both lists together are read by the model in each conversation. Models have tokenizers of their
   * own; none takes more than a token for each sign, and for each begun four letters of a word.
   */
  @Test
  void listsOfToolsAreCheap() throws Exception {
    String both =
        client.curl(inspect, McpClient.request("tools/list", "{}")).path("result").toString()
            + client.curl(validate, McpClient.request("tools/list", "{}")).path("result");
    assertThat(TOKEN.matcher(both).results().count()).isBetween(1_000L, 1_999L);
  }

  @Test
  void inspectorsCommandLine() throws Exception {
    List<String> http = List.of(inspect);
    for (List<String> target : List.of(http, client.entry(stdio("prod-readonly")))) {
      // Strict: a schema that some client could not use would be an error.
      JsonNode tools = client.inspector(target, "--method", "tools/list", "--strict").path("tools");
      assertThat(tools)
          .extracting(tool -> tool.path("name").asText())
          .containsExactly("recent_orders", "orders_missing_totals", "describe_schema");
      JsonNode failed =
          client.inspector(
              target,
              "--method",
              "tools/call",
              "--tool-name",
              "recent_orders",
              "--tool-arg",
              "since_hours=24",
              "status=failed");
      assertThat(failed.at("/structuredContent/rows")).hasSize(1);
      assertThat(failed.at("/structuredContent/rows/0/id").asInt()).isEqualTo(2);
    }
    assertThat(client.inspector(http, "--method", "resources/list").path("resources"))
        .as("these servers have tools only")
        .isEmpty();
    JsonNode schema =
        client.inspector(
            List.of(validate),
            "--method",
            "tools/call",
            "--tool-name",
            "describe_schema",
            "--tool-arg",
            "table=orders");
    assertThat(schema.at("/structuredContent/tables/orders/columns/total").asText())
        .startsWith("numeric");
  }

  /**
   * The tutorial's second prompt, "Mark this order as refunded": what the agent did to read is
   * there with the tool and who called it, and what it tried to write is there as refused.
   */
  @Test
  void theAuditShowsTheAttempt() throws Exception {
    client.curl(
        inspect,
        McpClient.request(
            "tools/call",
            "{\"name\":\"recent_orders\",\"arguments\":{\"since_hours\":24,\"status\":\"failed\"}}"),
        "-A",
        "tutorial/1");
    String refund = "UPDATE orders SET status = 'refunded' WHERE id = 2";
    try (Connection agent = Demos.connect(demo, "jdbc:postgresql:");
        Statement statement = agent.createStatement()) {
      assertThatThrownBy(() -> statement.execute(refund))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"))
          .hasMessageContaining("Propose a migration on the validate tier");
      assertThat(Demos.rows(agent, "SELECT status FROM orders WHERE id = 2"))
          .containsExactly("failed");
    }
    List<JsonNode> recorded = audit();
    JsonNode denied =
        recorded.stream()
            .filter(record -> record.path("verdict").asText().equals("deny"))
            .findFirst()
            .orElseThrow();
    assertThat(denied.path("principal").asText()).isEqualTo("agent");
    assertThat(denied.path("tier").asText()).isEqualTo("inspect");
    assertThat(denied.path("sql").asText()).isEqualTo(refund);
    assertThat(denied.path("rule").asText()).isEqualTo("statements.allow");
    assertThat(denied.path("outcome").isNull()).as("it never ran").isTrue();
    assertThat(recorded)
        .anySatisfy(
            read -> {
              assertThat(read.path("context"))
                  .hasToString(
                      "{\"server\":\"prod-readonly\",\"tool\":\"recent_orders\","
                          + "\"agent\":\"tutorial/1\",\"request\":\"7\"}");
              assertThat(read.path("principal").asText()).isEqualTo("agent");
              assertThat(read.path("relations")).hasToString("[\"public.orders\"]");
              assertThat(read.at("/outcome/rows").asInt()).isEqualTo(1);
            });
  }

  /** What {@code pgtier audit search} finds of the agent's statements on orders. */
  private static List<JsonNode> audit() throws Exception {
    List<String> command = new ArrayList<>(List.of("audit", "search"));
    command.add(folder.resolve("audit-log").toString());
    command.addAll(List.of("--principal", "agent", "--relation", "public.orders", "--json"));
    CommandProcess search = CommandProcess.run("", command.toArray(String[]::new));
    assertThat(search.exitCode()).as(search.errors()).isZero();
    List<JsonNode> found = new ArrayList<>();
    for (String line : search.output()) {
      found.add(new ObjectMapper().readTree(line));
    }
    return found;
  }

  @Test
  void nothingThatProductionsServerOffersWrites() throws Exception {
    JsonNode tools =
        client.curl(inspect, McpClient.request("tools/list", "{}")).at("/result/tools");
    assertThat(tools)
        .allMatch(tool -> tool.at("/annotations/readOnlyHint").asBoolean())
        .extracting(tool -> tool.path("name").asText())
        .containsExactly("recent_orders", "orders_missing_totals", "describe_schema");
    JsonNode refund =
        client.curl(
            inspect,
            McpClient.request("tools/call", "{\"name\":\"execute_sql\",\"arguments\":{}}"));
    assertThat(refund.at("/error/code").asInt()).isEqualTo(-32602);
  }

  @Test
  void serverOfAClientWhoseProxyIsAwayAnswersWithWhatToDo() throws Exception {
    assertThat(
            answerOfStdio(
                "proxy: \\{ listen: \"127.0.0.1:\\d+\"", "proxy: { listen: \"127.0.0.1:1\""))
        .startsWith("ERROR 08001: no session with a proxy at 127.0.0.1:1: ")
        .contains("A person has to start it (pgtier serve), or to mend proxy.listen");
  }

  @Test
  void serverOfAClientWhoseLogInIsWrongAnswersWithWhatToDo() throws Exception {
    assertThat(answerOfStdio("password: agent\n", "password: wrong\n"))
        .startsWith("ERROR 28P01: ")
        .contains("A person has to mend principal and password");
  }

  /** What a tool says where the configuration has something else in the place of what it had. */
  private static String answerOfStdio(String pattern, String replacement) throws Exception {
    List<String> command = stdio("prod-readonly");
    Path config = folder.resolve("stdio.yaml");
    String before = Files.readString(config);
    String after = before.replaceFirst(pattern, replacement);
    assertThat(after).isNotEqualTo(before);
    Files.writeString(config, after);
    JsonNode answer =
        client.converse(
            command,
            McpClient.request(
                "tools/call", "{\"name\":\"recent_orders\",\"arguments\":{\"since_hours\":24}}"));
    assertThat(answer.at("/result/isError").asBoolean()).isTrue();
    return answer.at("/result/content/0/text").asText();
  }

  private static List<String> stdio(String server) throws Exception {
    return McpClient.stdio(demo, folder, server);
  }
}
