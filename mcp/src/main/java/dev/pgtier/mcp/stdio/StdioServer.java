package dev.pgtier.mcp.stdio;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.pgtier.mcp.call.Caller;
import dev.pgtier.mcp.call.Cancellation;
import dev.pgtier.mcp.call.Progress;
import dev.pgtier.mcp.rpc.Answer;
import dev.pgtier.mcp.rpc.Batch;
import dev.pgtier.mcp.rpc.Call;
import dev.pgtier.mcp.rpc.Json;
import dev.pgtier.mcp.rpc.Methods;
import dev.pgtier.mcp.rpc.Request;
import dev.pgtier.mcp.rpc.Responses;
import dev.pgtier.mcp.rpc.RpcException;
import dev.pgtier.mcp.rpc.Versions;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Serves the one client that started this process. Requests run beside each other; that client's
 * going away, which ends its output to us, cancels what still runs.
 */
public final class StdioServer {
  private static final Logger log = LoggerFactory.getLogger(StdioServer.class);
  private static final int THREADS = 8;
  private static final long PATIENCE_SECONDS = 5;

  private final Methods methods;
  private final Lines in;
  private final OutputStream out;
  private final Map<JsonNode, Cancellation> running = new ConcurrentHashMap<>();
  private final ExecutorService calls =
      Executors.newFixedThreadPool(
          THREADS,
          task -> {
            Thread thread = new Thread(task, "pgtier-mcp-call");
            thread.setDaemon(true);
            return thread;
          });

  /** Who the client said it is; all its requests are its own. */
  private volatile Optional<String> agent = Optional.empty();

  /** Which revision was agreed on; until then, the one to assume. */
  private String revision = Batch.REVISION;

  /** Once it has gone, the rest of a batch is not begun. */
  private volatile boolean gone;

  public StdioServer(Methods methods, InputStream in, OutputStream out) {
    this.methods = methods;
    this.in = new Lines(in);
    this.out = out;
  }

  /** Serves until the client's output ends. */
  public void run() throws IOException, InterruptedException {
    try {
      for (Optional<byte[]> line = in.next(); line.isPresent(); line = in.next()) {
        receive(line.get());
      }
    } finally {
      gone = true;
      running.values().forEach(Cancellation::cancel);
      calls.shutdown();
      calls.awaitTermination(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }
  }

  private void receive(byte[] line) throws IOException {
    Optional<JsonNode> id = Optional.empty();
    try {
      if (line.length == Lines.MAX_BYTES) {
        throw new RpcException(RpcException.INVALID_REQUEST, "the message is too long");
      }
      JsonNode message = Json.read(line);
      if (message.isArray()) {
        Batch batch = Batch.of(message, revision);
        calls.execute(() -> answer(batch));
        return;
      }
      id = Request.answerable(message);
      dispatch(Request.of(message));
    } catch (RpcException e) {
      send(Responses.error(id, e));
    }
  }

  private void dispatch(Request request) {
    notice(request);
    if (request.method().equals("initialize")) {
      revision = Versions.negotiate(request.params().path("protocolVersion").asText());
    }
    if (request.agent().isPresent()) {
      agent = request.agent();
    }
    if (request.id().isPresent()) {
      JsonNode id = request.id().get();
      Cancellation cancellation = new Cancellation();
      running.put(id, cancellation);
      calls.execute(() -> answer(id, request, cancellation));
    }
  }

  private void notice(Request request) {
    if (request.method().equals("notifications/cancelled")) {
      Optional.ofNullable(running.get(request.params().path("requestId")))
          .ifPresent(Cancellation::cancel);
    }
  }

  private void answer(JsonNode id, Request request, Cancellation cancellation) {
    JsonNode answer = answerTo(id, request, cancellation);
    if (!cancellation.cancelled()) {
      sendOrLog(answer);
    }
  }

  /** One request after the other; their answers are one message. */
  private void answer(Batch batch) {
    ArrayNode answers = JsonNodeFactory.instance.arrayNode();
    for (Batch.Member member : batch.members()) {
      if (gone) {
        return;
      }
      if (member instanceof Batch.Member.Refused refused) {
        answers.add(Responses.error(refused.id(), refused.why()));
      } else if (member instanceof Batch.Member.Accepted accepted) {
        Request request = accepted.request();
        notice(request);
        request.id().ifPresent(id -> answerTo(id, request).ifPresent(answers::add));
      }
    }
    if (!answers.isEmpty()) {
      sendOrLog(answers);
    }
  }

  /** Empty where it was given up. */
  private Optional<JsonNode> answerTo(JsonNode id, Request request) {
    Cancellation cancellation = new Cancellation();
    running.put(id, cancellation);
    if (gone) {
      cancellation.cancel();
    }
    JsonNode answer = answerTo(id, request, cancellation);
    return cancellation.cancelled() ? Optional.empty() : Optional.of(answer);
  }

  private JsonNode answerTo(JsonNode id, Request request, Cancellation cancellation) {
    Caller caller = new Caller(agent, Optional.empty(), id.asText());
    try {
      return Answer.to(methods, request, new Call(caller, progress(request), cancellation))
          .message();
    } finally {
      running.remove(id, cancellation);
    }
  }

  private Progress progress(Request request) {
    AtomicInteger step = new AtomicInteger();
    return request
        .progressToken()
        .<Progress>map(
            token -> text -> sendOrLog(Responses.progress(token, step.incrementAndGet(), text)))
        .orElse(Progress.NONE);
  }

  private void sendOrLog(JsonNode message) {
    try {
      send(message);
    } catch (IOException e) {
      log.debug("the client does not listen any more: {}", e.getMessage());
    }
  }

  private void send(JsonNode message) throws IOException {
    byte[] bytes = Json.write(message);
    synchronized (out) {
      out.write(bytes);
      out.write('\n');
      out.flush();
    }
  }
}
