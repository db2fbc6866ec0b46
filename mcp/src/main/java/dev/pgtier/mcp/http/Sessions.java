package dev.pgtier.mcp.http;

import dev.pgtier.mcp.call.Cancellation;
import dev.pgtier.mcp.rpc.Json;
import dev.pgtier.mcp.rpc.Methods;
import dev.pgtier.mcp.rpc.Request;
import dev.pgtier.mcp.rpc.RpcException;
import dev.pgtier.mcp.rpc.Versions;
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
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Future;

/**
 * Sessions of the revisions up to 2025-11-25, which the SDK serves. It is kept from what it would
 * do to a stranger: it sees only messages that were read here before, and what it says of errors,
 * which holds stack traces, is replaced.
 */
final class Sessions implements AutoCloseable {
  static final String UNKNOWN = "this session is not known; initialize again";

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
      String asked = request.params().path("protocolVersion").asText();
      String agreed = transport.protocolVersions().contains(asked) ? asked : Versions.LEGACY.get(0);
      table.add(id, new SessionTable.Session(agreed, request.agent()));
    }
  }

  /** A message within a session. */
  void message(HttpServletRequest http, HttpServletResponse response, byte[] body, Request request)
      throws IOException, ServletException, RpcException {
    String session = http.getHeader(Headers.SESSION);
    if (table.use(session).isEmpty()) {
      Bodies.refuse(response, HttpServletResponse.SC_NOT_FOUND, UNKNOWN);
      return;
    }
    notice(session, request);
    if (request.id().isEmpty() && !request.method().equals(INITIALIZED)) {
      response.setStatus(HttpServletResponse.SC_ACCEPTED);
      return;
    }
    requireSense(request);
    Cancellation cancellation = new Cancellation();
    began(session, request, cancellation);
    try {
      pass(http, response, body, request, cancellation);
    } finally {
      ended(session, request, cancellation);
    }
  }

  /** The session of that name, which is in use now; empty if there is none. */
  Optional<SessionTable.Session> use(String session) {
    return table.use(session);
  }

  /** Gives up the request that a message names, if it gives up one. */
  void notice(String session, Request request) {
    if (request.method().equals("notifications/cancelled")) {
      Cancellation cancelled = running.get(session + " " + request.params().path("requestId"));
      if (cancelled != null) {
        cancelled.cancel();
      }
    }
  }

  /** From now on the request can be given up. */
  void began(String session, Request request, Cancellation cancellation) {
    running.put(key(session, request), cancellation);
  }

  void ended(String session, Request request, Cancellation cancellation) {
    running.remove(key(session, request), cancellation);
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
    if (table.use(session).isEmpty()) {
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

  private static String key(String session, Request request) {
    return session + " " + request.id().map(Object::toString).orElse("");
  }

  @Override
  public void close() {
    server.closeGracefully();
  }
}
