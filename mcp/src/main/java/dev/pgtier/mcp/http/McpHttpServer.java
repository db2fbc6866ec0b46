package dev.pgtier.mcp.http;

import dev.pgtier.mcp.OAuthOptions;
import dev.pgtier.mcp.rpc.Methods;
import jakarta.servlet.DispatcherType;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.NetworkConnectionLimit;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.MinimumDataRateHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** One MCP server on an address of its own. */
public final class McpHttpServer implements AutoCloseable {
  private static final int MAX_THREADS = 64;
  private static final int MAX_CONNECTIONS = 256;
  private static final int MAX_HEADER_BYTES = 16 << 10;
  private static final int IDLE_MILLIS = 60_000;

  /** While all connections are taken, those that do nothing go sooner. */
  private static final int IDLE_MILLIS_WHEN_FULL = 1_000;

  /** In bytes a second: whoever sends a body slower than that only wants to hold a thread. */
  private static final long MIN_BODY_RATE = 1_000;

  private static final long STOP_MILLIS = 5_000;

  private final Server server;
  private final ServerConnector connector;
  private final Sessions sessions;
  private final Heartbeats heartbeats;

  private McpHttpServer(
      Server server, ServerConnector connector, Sessions sessions, Heartbeats heartbeats) {
    this.server = server;
    this.connector = connector;
    this.sessions = sessions;
    this.heartbeats = heartbeats;
  }

  /**
   * Starts to serve.
   *
   * @param tokens one of which each request must carry, unless {@code oauth} lets it in; neither of
   *     them only on loopback
   * @throws IOException if the address cannot be had, or others can reach it and there is no token;
   *     the message is for a person
   */
  public static McpHttpServer start(
      InetSocketAddress listen,
      List<Supplier<Optional<String>>> tokens,
      Optional<OAuthOptions> oauth,
      Methods methods)
      throws IOException {
    String name = methods.server().name();
    if (listen.isUnresolved()) {
      throw new IOException(
          "the MCP server %s: there is no host %s".formatted(name, listen.getHostString()));
    }
    boolean loopback = listen.getAddress().isLoopbackAddress();
    if (!loopback && tokens.isEmpty() && oauth.isEmpty()) {
      throw new IOException(
          "the MCP server %s listens on %s, which others can reach: give it tokens, or let it listen on 127.0.0.1"
              .formatted(name, listen.getHostString()));
    }
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 2);
    threads.setName("pgtier-mcp-" + name);
    threads.setDaemon(true);
    Server server = new Server(threads);
    ServerConnector connector = connector(server, listen);
    server.addConnector(connector);
    server.setErrorHandler(new PlainErrors());
    server.setStopTimeout(STOP_MILLIS);
    NetworkConnectionLimit limit = new NetworkConnectionLimit(MAX_CONNECTIONS, connector);
    limit.setEndPointIdleTimeout(IDLE_MILLIS_WHEN_FULL);
    server.addBean(limit);
    Heartbeats heartbeats = new Heartbeats();
    Sessions sessions = new Sessions(methods, heartbeats);
    MinimumDataRateHandler steady = new MinimumDataRateHandler(MIN_BODY_RATE, 0);
    steady.setHandler(
        handler(
            new Guard(loopback, new Access(tokens, oauth.map(OAuth::new))),
            new Endpoint(methods, sessions, heartbeats)));
    server.setHandler(steady);
    McpHttpServer started = new McpHttpServer(server, connector, sessions, heartbeats);
    try {
      server.start();
    } catch (Exception e) {
      LifeCycle.stop(server);
      started.sessions.close();
      heartbeats.close();
      throw new IOException(
          "the MCP server %s on %s:%d: %s"
              .formatted(name, listen.getHostString(), listen.getPort(), reason(e)),
          e);
    }
    return started;
  }

  private static ServerConnector connector(Server server, InetSocketAddress listen) {
    HttpConfiguration http = new HttpConfiguration();
    http.setSendServerVersion(false);
    http.setSendDateHeader(false);
    http.setRequestHeaderSize(MAX_HEADER_BYTES);
    ServerConnector connector = new ServerConnector(server, 1, 1, new HttpConnectionFactory(http));
    connector.setHost(listen.getAddress().getHostAddress());
    connector.setPort(listen.getPort());
    connector.setIdleTimeout(IDLE_MILLIS);
    return connector;
  }

  private static ServletContextHandler handler(Guard guard, Endpoint endpoint) {
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    FilterHolder filter = new FilterHolder(guard);
    filter.setAsyncSupported(true);
    context.addFilter(filter, "/*", EnumSet.of(DispatcherType.REQUEST));
    ServletHolder servlet = new ServletHolder(endpoint);
    servlet.setAsyncSupported(true);
    context.addServlet(servlet, "/*");
    context.setErrorHandler(new PlainErrors());
    return context;
  }

  private static String reason(Throwable e) {
    Throwable root = e;
    while (root.getCause() != null) {
      root = root.getCause();
    }
    return root.getMessage() == null ? root.getClass().getSimpleName() : root.getMessage();
  }

  /** Where it listens; with the port that was taken if 0 was asked for. */
  public InetSocketAddress address() {
    return new InetSocketAddress(connector.getHost(), connector.getLocalPort());
  }

  @Override
  public void close() {
    try {
      server.stop();
    } catch (Exception e) {
      throw new IllegalStateException("an MCP server does not stop", e);
    } finally {
      sessions.close();
      heartbeats.close();
    }
  }
}
