package dev.pgtier.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.pgtier.mcp.call.ValidationException;
import dev.pgtier.mcp.rpc.Json;
import dev.pgtier.mcp.tool.Action;
import dev.pgtier.mcp.tool.Arguments;
import dev.pgtier.mcp.tool.Hints;
import dev.pgtier.mcp.tool.Tool;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** A server with one tool of each kind, and what a client says to it. */
public final class TestMcp implements AutoCloseable {
  public static final ObjectMapper JSON = Json.MAPPER;
  private static final Hints READS = new Hints(true, false, true);
  private static final Hints WRITES = new Hints(false, true, false);

  private final HttpClient client = HttpClient.newHttpClient();
  private final McpServer server;

  public TestMcp(Optional<Path> migrations, String... tokens) {
    try {
      server =
          McpServer.start(
              options(migrations),
              new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
              List.of(tokens).stream()
                  .<Supplier<Optional<String>>>map(token -> () -> Optional.of(token))
                  .toList(),
              Optional.empty());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static McpServerOptions options(Optional<Path> migrations) {
    return new McpServerOptions(
        "test",
        "1",
        "Use the tools.",
        tools(),
        TestDatabase.options(),
        migrations,
        (file, progress, cancellation) -> {
          progress.report("cloning");
          progress.report("running");
          if (file.sql().contains("impossible")) {
            throw new ValidationException("It cannot be tried.");
          }
          return JSON.createObjectNode().put("file", file.path());
        });
  }

  private static List<Tool> tools() {
    Tool orders =
        Tool.query(
            "orders",
            "Orders.",
            Arguments.compile(
                tree(
                    """
                    {"type":"object","properties":{"status":{"type":"string","x-mcp-header":"Status"},\
                    "page":{"type":"integer","x-mcp-header":"Page"},\
                    "ids":{"type":"array","items":{"type":"integer"}},"least":{"type":"number"}}}""")),
            new Action.Query(
                "SELECT id, status, total FROM orders WHERE (?::text IS NULL OR status = ?)"
                    + " AND (?::int[] IS NULL OR id = ANY (?)) AND (?::numeric IS NULL OR total >= ?)"
                    + " ORDER BY id",
                List.of("status", "status", "ids", "ids", "least", "least"),
                2),
            READS);
    return List.of(
        orders,
        Tool.builtIn("execute_sql", "Runs SQL.", new Action.ExecuteSql(3), WRITES),
        Tool.builtIn("run_migration_file", "Runs a file.", new Action.RunFile(), WRITES),
        Tool.builtIn("validate_migration", "Tries a file.", new Action.ValidateFile(), READS),
        Tool.builtIn("describe_schema", "Tables.", new Action.DescribeSchema(), READS));
  }

  public URI uri() {
    return URI.create("http://127.0.0.1:" + port() + "/mcp");
  }

  public int port() {
    return server.address().getPort();
  }

  /** Posts a body; headers are names and values in turn. */
  public HttpResponse<String> post(String body, String... headers) throws Exception {
    HttpRequest.Builder request =
        HttpRequest.newBuilder(uri()).POST(HttpRequest.BodyPublishers.ofString(body));
    if (headers.length > 0) {
      request.headers(headers);
    }
    return client.send(request.build(), HttpResponse.BodyHandlers.ofString());
  }

  /** The answer to a request without a session. */
  public JsonNode ask(String method, JsonNode params) throws Exception {
    return JSON.readTree(post(request(method, params)).body());
  }

  /** The result of a tool's call; arguments as JSON. */
  public JsonNode call(String tool, String arguments) throws Exception {
    ObjectNode params = JSON.createObjectNode().put("name", tool);
    params.set("arguments", tree(arguments));
    return ask("tools/call", params).path("result");
  }

  /** The result of {@code execute_sql}. */
  public JsonNode execute(String sql) throws Exception {
    return call("execute_sql", JSON.createObjectNode().put("sql", sql).toString());
  }

  public static String request(String method, JsonNode params) {
    ObjectNode request = JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1);
    request.put("method", method).set("params", params);
    return request.toString();
  }

  public static JsonNode tree(String json) {
    try {
      return JSON.readTree(json.getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.close();
  }
}
