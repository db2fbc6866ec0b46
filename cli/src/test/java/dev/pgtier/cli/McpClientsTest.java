package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The demo's MCP servers and the official clients, by what the demo printed for copying. */
class McpClientsTest {
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
    arguments.addAll(stdio());
    assertThat(client.node("sessions.mjs", arguments)).endsWith("all well\n");
  }

  @Test
  void clientOfTheStatelessRevision() throws Exception {
    List<String> arguments = new ArrayList<>(List.of(inspect));
    arguments.addAll(stdio());
    assertThat(client.node("stateless.mjs", arguments)).endsWith("all well\n");
  }

  @Test
  void curlOfTheTutorial() throws Exception {
    JsonNode hello =
        curl(
            inspect,
            """
            {"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2024-11-05",\
            "capabilities":{},"clientInfo":{"name":"curl","version":"8"}}}""");
    assertThat(hello.at("/result/protocolVersion").asText()).isEqualTo("2024-11-05");
    assertThat(hello.at("/result/serverInfo/name").asText()).isEqualTo("prod-readonly");
    assertThat(curl(inspect, request("ping", "{}")).at("/result").isObject()).isTrue();
    JsonNode rows =
        curl(
            inspect,
            request(
                "tools/call",
                "{\"name\":\"recent_orders\",\"arguments\":{\"since_hours\":24,\"status\":\"failed\"}}"),
            "-H",
            "Accept: application/json, text/event-stream");
    assertThat(rows.at("/result/structuredContent/rows/0/id").asInt()).isEqualTo(2);
    assertThat(rows.at("/result/structuredContent/rows/0/total").isNull()).isTrue();
  }

  /**
   * Both lists together are read by the model in each conversation; four characters make a token.
   */
  @Test
  void listsOfToolsAreCheap() throws Exception {
    String both =
        curl(inspect, request("tools/list", "{}")).path("result").toString()
            + curl(validate, request("tools/list", "{}")).path("result");
    assertThat(both.length()).isLessThan(4 * 2_000);
  }

  @Test
  void nothingThatProductionsServerOffersWrites() throws Exception {
    JsonNode tools = curl(inspect, request("tools/list", "{}")).at("/result/tools");
    assertThat(tools)
        .allMatch(tool -> tool.at("/annotations/readOnlyHint").asBoolean())
        .extracting(tool -> tool.path("name").asText())
        .containsExactly("recent_orders", "orders_missing_totals", "describe_schema");
    JsonNode refund =
        curl(inspect, request("tools/call", "{\"name\":\"execute_sql\",\"arguments\":{}}"));
    assertThat(refund.at("/error/code").asInt()).isEqualTo(-32602);
  }

  private static String request(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"%s\",\"params\":%s}"
        .formatted(method, params);
  }

  private static JsonNode curl(String url, String body, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-X", "POST", url, "-d", body));
    command.addAll(List.of(more));
    return new ObjectMapper().readTree(client.run(command));
  }

  /** A client's command that starts a server of its own, in front of the demo's proxy. */
  private static List<String> stdio() throws Exception {
    String port = demo.line("jdbc:").replaceAll(".*127\\.0\\.0\\.1:(\\d+)/.*", "$1");
    Path config = folder.resolve("stdio.yaml");
    Files.writeString(
        config,
        Files.readString(folder.resolve("pgtier.yaml"))
            .replaceFirst(
                "proxy:\\s+listen: \"127.0.0.1:0\"",
                "proxy: { listen: \"127.0.0.1:" + port + "\" }"));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName(),
        "mcp",
        "--config",
        config.toString(),
        "--stdio",
        "prod-readonly");
  }
}
