package dev.pgtier.mcp.http;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.mcp.call.Caller;
import dev.pgtier.mcp.call.Cancellation;
import dev.pgtier.mcp.call.Progress;
import dev.pgtier.mcp.rpc.Answer;
import dev.pgtier.mcp.rpc.Call;
import dev.pgtier.mcp.rpc.Json;
import dev.pgtier.mcp.rpc.Methods;
import dev.pgtier.mcp.rpc.Request;
import dev.pgtier.mcp.rpc.Responses;
import dev.pgtier.mcp.rpc.RpcException;
import dev.pgtier.mcp.rpc.Versions;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code /mcp}: reads a message and gives it to whom it belongs. The SDK serves sessions; a client
 * of 2026-07-28, and one that just posts JSON, is answered here.
 */
final class Endpoint extends HttpServlet {
  private static final Logger log = LoggerFactory.getLogger(Endpoint.class);
  private static final long serialVersionUID = 1L;

  private static final String USE =
      "this is for MCP clients; POST a message of JSON-RPC, such as"
          + " {\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"tools/list\"}";

  private final transient Methods methods;
  private final transient Sessions sessions;
  private final transient Heartbeats heartbeats;
  private final transient Batches batches;

  Endpoint(Methods methods, Sessions sessions, Heartbeats heartbeats) {
    this.methods = methods;
    this.sessions = sessions;
    this.heartbeats = heartbeats;
    this.batches = new Batches(methods, sessions, heartbeats);
  }

  @Override
  protected void service(HttpServletRequest http, HttpServletResponse response)
      throws IOException, ServletException {
    if (http.getMethod().equals("POST")) {
      post(http, response);
    } else if (http.getMethod().equals("DELETE") && http.getHeader(Headers.SESSION) != null) {
      sessions.end(http, response);
    } else {
      // There is nothing that a server of tools would say of its own accord on a stream of GET.
      response.setHeader("Allow", "POST, DELETE");
      Bodies.refuse(response, HttpServletResponse.SC_METHOD_NOT_ALLOWED, USE);
    }
  }

  private void post(HttpServletRequest http, HttpServletResponse response)
      throws IOException, ServletException {
    if (Bodies.isPacked(http)) {
      Bodies.refuse(
          response,
          HttpServletResponse.SC_UNSUPPORTED_MEDIA_TYPE,
          "send the message as it is, without Content-Encoding");
      return;
    }
    Optional<byte[]> body;
    try {
      body = Bodies.read(http);
    } catch (IOException e) {
      log.debug("a body broke off: {}", e.toString());
      response.setHeader("Connection", "close");
      Bodies.refuse(response, Status.ofBroken(e), "the message stopped before its end");
      return;
    }
    if (body.isEmpty()) {
      response.setHeader("Connection", "close");
      Bodies.refuse(
          response,
          HttpServletResponse.SC_REQUEST_ENTITY_TOO_LARGE,
          "a message may have %d MiB".formatted(Bodies.MAX_BYTES / (1 << 20)));
      return;
    }
    Optional<JsonNode> id = Optional.empty();
    try {
      JsonNode message = Json.read(body.get());
      if (message.isArray()) {
        batches.serve(http, response, message);
        return;
      }
      id = Request.answerable(message);
      dispatch(http, response, body.get(), Request.of(message));
    } catch (RpcException e) {
      Bodies.write(response, Status.of(e), Json.write(Responses.error(id, e)));
    }
  }

  private void dispatch(
      HttpServletRequest http, HttpServletResponse response, byte[] body, Request request)
      throws IOException, ServletException, RpcException {
    String version = http.getHeader(Headers.VERSION);
    if (request.isModern()
        || Versions.MODERN.equals(version)
        || request.method().equals("server/discover")) {
      Headers.requireMatch(http, request, methods);
      answer(http, response, request);
    } else if (version != null && !Versions.isKnown(version)) {
      throw Versions.unsupported(version);
    } else if (http.getHeader(Headers.SESSION) != null) {
      inSession(http, response, body, request);
    } else if (request.opensSession() && Accept.both(http) && sessions.haveRoom()) {
      sessions.initialize(http, response, body, request);
    } else {
      answer(http, response, request);
    }
  }

  private void inSession(
      HttpServletRequest http, HttpServletResponse response, byte[] body, Request request)
      throws IOException, ServletException {
    try {
      sessions.message(http, response, body, request);
    } catch (RpcException e) {
      Bodies.write(
          response, HttpServletResponse.SC_OK, Json.write(Responses.error(request.id(), e)));
    }
  }

  private void answer(HttpServletRequest http, HttpServletResponse response, Request request)
      throws IOException, RpcException {
    if (request.id().isEmpty()) {
      response.setStatus(HttpServletResponse.SC_ACCEPTED);
      return;
    }
    JsonNode id = request.id().get();
    Cancellation cancellation = new Cancellation();
    Reply reply = new Reply(response, Accept.stream(http), cancellation);
    Call call =
        new Call(
            new Caller(request.agent().or(() -> userAgent(http)), token(http), id.asText()),
            progress(request, reply),
            cancellation);
    Future<?> beating = heartbeats.start(reply::beat);
    Answer answer;
    try {
      answer = Answer.to(methods, request, call);
    } finally {
      beating.cancel(false);
    }
    reply.finish(Status.of(request, answer), answer.message());
  }

  static Progress progress(Request request, Reply reply) {
    AtomicInteger step = new AtomicInteger();
    return request
        .progressToken()
        .<Progress>map(
            token -> text -> reply.tell(Responses.progress(token, step.incrementAndGet(), text)))
        .orElse(Progress.NONE);
  }

  private static Optional<String> userAgent(HttpServletRequest http) {
    return Optional.ofNullable(http.getHeader("User-Agent"));
  }

  static Optional<String> token(HttpServletRequest http) {
    return Optional.ofNullable((String) http.getAttribute(Guard.TOKEN));
  }
}
