package dev.pgtier.audit.review;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/** The DevTools protocol: commands, their answers, and events, as JSON over a web socket. */
final class DevTools implements AutoCloseable, WebSocket.Listener {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long PATIENCE_SECONDS = 60;

  private final Map<Integer, CompletableFuture<JsonNode>> waiting = new ConcurrentHashMap<>();
  private final AtomicInteger numbers = new AtomicInteger();
  private final StringBuilder text = new StringBuilder();
  private final Consumer<JsonNode> events;
  private final WebSocket socket;

  DevTools(URI address, Consumer<JsonNode> events) {
    this.events = events;
    this.socket =
        HttpClient.newHttpClient()
            .newWebSocketBuilder()
            .buildAsync(address, this)
            .orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS)
            .join();
  }

  static ObjectNode node() {
    return JSON.createObjectNode();
  }

  /**
   * Sends a command and waits for its answer.
   *
   * @param session null for the browser itself
   */
  JsonNode send(String session, String method, JsonNode parameters) {
    int number = numbers.incrementAndGet();
    CompletableFuture<JsonNode> answer = new CompletableFuture<>();
    waiting.put(number, answer);
    ObjectNode command = node().put("id", number).put("method", method);
    command.set("params", parameters);
    if (session != null) {
      command.put("sessionId", session);
    }
    synchronized (this) {
      socket.sendText(command.toString(), true).join();
    }
    JsonNode whole = answer.orTimeout(PATIENCE_SECONDS, TimeUnit.SECONDS).join();
    if (whole.has("error")) {
      throw new AssertionError(method + ": " + whole.get("error"));
    }
    return whole.path("result");
  }

  @Override
  public CompletionStage<?> onText(WebSocket from, CharSequence part, boolean last) {
    text.append(part);
    if (last) {
      String whole = text.toString();
      text.setLength(0);
      take(whole);
    }
    from.request(1);
    return null;
  }

  private void take(String whole) {
    try {
      JsonNode message = JSON.readTree(whole);
      if (message.has("id")) {
        waiting.remove(message.get("id").asInt()).complete(message);
      } else {
        events.accept(message);
      }
    } catch (IOException e) {
      throw new AssertionError("not JSON: " + whole, e);
    }
  }

  @Override
  public void onError(WebSocket from, Throwable error) {
    waiting.values().forEach(answer -> answer.completeExceptionally(error));
  }

  @Override
  public void close() {
    socket.abort();
  }
}
