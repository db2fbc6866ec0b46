package dev.pgtier.cli.story;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** An agent's way to tools: JSON-RPC by POST, as MCP has it. */
final class Tools {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final HttpClient HTTP = HttpClient.newHttpClient();
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final URI server;

  Tools(URI server) {
    this.server = server;
  }

  List<String> names() throws IOException, InterruptedException {
    List<String> names = new ArrayList<>();
    ask("tools/list", JSON.createObjectNode())
        .path("result")
        .path("tools")
        .forEach(tool -> names.add(tool.path("name").asText()));
    return names;
  }

  /** The rows that a tool answers. */
  JsonNode rows(String tool, String arguments) throws IOException, InterruptedException {
    return call(tool, arguments).path("result").path("structuredContent").path("rows");
  }

  /** The whole answer to a call. */
  JsonNode call(String tool, String arguments) throws IOException, InterruptedException {
    ObjectNode parameters = JSON.createObjectNode().put("name", tool);
    parameters.set("arguments", JSON.readTree(arguments));
    return ask("tools/call", parameters);
  }

  private JsonNode ask(String method, ObjectNode parameters)
      throws IOException, InterruptedException {
    ObjectNode request =
        JSON.createObjectNode().put("jsonrpc", "2.0").put("id", 1).put("method", method);
    request.set("params", parameters);
    HttpRequest post =
        HttpRequest.newBuilder(server)
            .timeout(PATIENCE)
            .header("Content-Type", "application/json")
            .header("User-Agent", "story-agent")
            .POST(HttpRequest.BodyPublishers.ofString(request.toString()))
            .build();
    return JSON.readTree(HTTP.send(post, HttpResponse.BodyHandlers.ofString()).body());
  }
}
