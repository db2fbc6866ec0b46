package dev.pgtier.mcp.http;

import dev.pgtier.mcp.call.Cancellation;
import dev.pgtier.mcp.rpc.Json;
import dev.pgtier.mcp.rpc.Methods;
import dev.pgtier.mcp.rpc.Request;
import dev.pgtier.mcp.rpc.RpcException;
import io.modelcontextprotocol.json.jackson2.JacksonMcpJsonMapper;
import io.modelcontextprotocol.server.McpServer;
import io.modelcontextprotocol.server.McpSyncServer;
import io.modelcontextprotocol.server.transport.HttpServletStreamableServerTransportProvider;
import io.modelcontextprotocol.server.transport.ServerHttpHeaderValidator;
import io.modelcontextprotocol.spec.McpSchema;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/**
 * Sessions of the revisions up to 2025-11-25, which the SDK serves. It is kept from what it would
 * do to a stranger: it sees only messages that were read here before, and what it says of errors,
 * which holds stack traces, is replaced.
 */
final class Sessions implements AutoCloseable {
  private static final String UNKNOWN = "this session is not known; initialize again";

  private static final String INITIALIZED = "notifications/initialized";

  private final Methods methods;
  private final HttpServletStreamableServerTransportProvider transport;
  private final McpSyncServer server;
  private final Heartbeats heartbeats;
  private final SessionTable table = new SessionTable();
  private final Map<String, Cancellation> running = new ConcurrentHashMap<>();

  Sessions(Methods methods, Heartbeats heartbeats) {
    this.methods = methods;
    this.heartbeats = heartbeats;
    JacksonMcpJsonMapper json = new JacksonMcpJsonMapper(Json.MAPPER);
    this.transport =
        HttpServletStreamableServerTransportProvider.builder()
            .jsonMapper(json)
            .mcpEndpoint(Guard.PATH)
            .maxRequestSize(Bodies.MAX_BYTES)
            .sessionSweepInterval(SessionTable.LIFE)
            // The guard has looked at the headers before.
            .httpHeaderValidator(ServerHttpHeaderValidator.NOOP)
            .contextExtractor(SessionCall::context)
            .build();
    this.server =
        McpServer.sync(transport)
            .serverInfo(methods.server().name(), methods.server().version())
            .instructions(methods.server().instructions())
            .capabilities(McpSchema.ServerCapabilities.builder().tools(false).build())
            .jsonMapper(json)
            .jsonSchemaValidator(new NoValidation())
            .validateToolInputs(false)
            .immediateExecution(true)
            .tools(SdkTools.of(methods))
            .build();
  }

  /** Whether one session more may begin. */
  boolean haveRoom() {
    return table.haveRoom();
  }

  void initialize(
      HttpServletRequest http, HttpServletResponse response, byte[] body, Request request)
      throws IOException, ServletException {
    pass(http, response, body, request, new Cancellation());
    String id = response.getHeader(Headers.SESSION);
    if (id != null) {
      table.seen(id);
    }
  }

  /** A message within a session. */
  void message(HttpServletRequest http, HttpServletResponse response, byte[] body, Request request)
      throws IOException, ServletException, RpcException {
    String session = http.getHeader(Headers.SESSION);
    if (!table.has(session)) {
      Bodies.refuse(response, HttpServletResponse.SC_NOT_FOUND, UNKNOWN);
      return;
    }
    table.seen(session);
    if (request.method().equals("notifications/cancelled")) {
      Cancellation cancelled =
          running.get(key(session, request.params().path("requestId").toString()));
      if (cancelled != null) {
        cancelled.cancel();
      }
    }
    if (request.id().isEmpty() && !request.method().equals(INITIALIZED)) {
      response.setStatus(HttpServletResponse.SC_ACCEPTED);
      return;
    }
    requireSense(request);
    String key = key(session, request.id().map(Object::toString).orElse(""));
    Cancellation cancellation = new Cancellation();
    running.put(key, cancellation);
    try {
      pass(http, response, body, request, cancellation);
    } finally {
      running.remove(key, cancellation);
    }
  }

  /** What the SDK would answer with an HTTP error, or not at all. */
  private void requireSense(Request request) throws RpcException {
    if (request.method().equals("tools/call")) {
      methods.tool(request);
    } else if (request.method().equals("initialize")) {
      throw new RpcException(RpcException.INVALID_REQUEST, "this session is initialized already");
    }
  }

  /** Ends a session that its client has done with. */
  void end(HttpServletRequest http, HttpServletResponse response)
      throws IOException, ServletException {
    String session = http.getHeader(Headers.SESSION);
    if (!table.has(session)) {
      Bodies.refuse(response, HttpServletResponse.SC_NOT_FOUND, UNKNOWN);
      return;
    }
    SdkResponse guarded = new SdkResponse(response, new Cancellation());
    transport.service(http, guarded);
    guarded.close();
    table.remove(session);
  }

  private void pass(
      HttpServletRequest http,
      HttpServletResponse response,
      byte[] body,
      Request request,
      Cancellation cancellation)
      throws IOException, ServletException {
    SdkResponse guarded = new SdkResponse(response, cancellation);
    new SessionCall(request, Endpoint.token(http), cancellation).attach(http);
    Future<?> beating = heartbeats.start(guarded::beat);
    try {
      transport.service(new SdkRequest(http, body), guarded);
    } finally {
      beating.cancel(false);
    }
    guarded.close();
  }

  private static String key(String session, String request) {
    return session + " " + request;
  }

  @Override
  public void close() {
    server.closeGracefully();
  }
}
