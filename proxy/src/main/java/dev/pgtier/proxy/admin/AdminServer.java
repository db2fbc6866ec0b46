package dev.pgtier.proxy.admin;

import dev.pgtier.proxy.secret.Secret;
import jakarta.servlet.DispatcherType;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.ee10.servlet.FilterHolder;
import org.eclipse.jetty.ee10.servlet.ServletContextHandler;
import org.eclipse.jetty.ee10.servlet.ServletHolder;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.handler.SizeLimitHandler;
import org.eclipse.jetty.util.component.LifeCycle;
import org.eclipse.jetty.util.thread.QueuedThreadPool;

/** The HTTP port for operators. Other rooms may add pages under paths of their own. */
public final class AdminServer implements AutoCloseable {
  /** So many that those who wait for a page's answers keep none from probes. */
  private static final int MAX_THREADS = 16;

  private static final int MAX_HEADER_BYTES = 8 << 10;
  private static final int MAX_BODY_BYTES = 64 << 10;
  private static final int NO_LIMIT = -1;
  private static final int IDLE_MILLIS = 30_000;

  private final Server server;
  private final ServerConnector connector;

  private AdminServer(Server server, ServerConnector connector) {
    this.server = server;
    this.connector = connector;
  }

  /**
   * Starts to serve.
   *
   * @param token that every request but {@code /health} must carry, as a bearer's or, in a browser,
   *     by a ticket that {@code /login} gives for it
   * @param pages further servlets by path specification, such as {@code /review/*}
   * @throws IOException if the address cannot be had, or is not loopback and there is no token; the
   *     message is for a person
   */
  public static AdminServer start(
      InetSocketAddress listen,
      Optional<Secret> token,
      AdminSources sources,
      Map<String, HttpServlet> pages)
      throws IOException {
    if (listen.isUnresolved()) {
      throw new IOException("the admin port: there is no host " + listen.getHostString());
    }
    boolean loopback = listen.getAddress().isLoopbackAddress();
    if (!loopback && token.isEmpty()) {
      throw new IOException(
          "the admin port listens on "
              + listen.getHostString()
              + ", which others can reach: set admin.token, or listen on 127.0.0.1");
    }
    QueuedThreadPool threads = new QueuedThreadPool(MAX_THREADS, 1);
    threads.setName("pgtier-admin");
    threads.setDaemon(true);
    Server server = new Server(threads);
    ServerConnector connector = connector(server, listen);
    server.addConnector(connector);
    server.setErrorHandler(new PlainErrors());
    SizeLimitHandler bounded = new SizeLimitHandler(MAX_BODY_BYTES, NO_LIMIT);
    bounded.setHandler(pages(loopback, token, sources, pages));
    server.setHandler(bounded);
    try {
      server.start();
    } catch (Exception e) {
      LifeCycle.stop(server);
      throw new IOException(
          "the admin port %s:%d: %s; admin.listen says where"
              .formatted(listen.getHostString(), listen.getPort(), reason(e)),
          e);
    }
    return new AdminServer(server, connector);
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

  private static ServletContextHandler pages(
      boolean loopback,
      Optional<Secret> token,
      AdminSources sources,
      Map<String, HttpServlet> pages) {
    AdminToken shown = new AdminToken(token);
    Tickets tickets = new Tickets();
    Throttle throttle = new Throttle(System::nanoTime);
    LoginPage login = new LoginPage(shown, tickets, throttle, home(pages));
    ServletContextHandler context = new ServletContextHandler();
    context.setContextPath("/");
    context.addFilter(
        new FilterHolder(new Guard(loopback, shown, tickets, throttle)),
        "/*",
        EnumSet.of(DispatcherType.REQUEST));
    context.addServlet(new ServletHolder(new Pages.Health()), Guard.OPEN_PATH);
    context.addServlet(new ServletHolder(new Pages.Home(home(pages))), "");
    for (String path : List.of(LoginPage.PATH, LoginPage.STYLE, LoginPage.LOGOUT)) {
      context.addServlet(new ServletHolder(login), path);
    }
    context.addServlet(
        new ServletHolder(new Pages.Ready(sources.readiness(), sources.audit())), "/ready");
    context.addServlet(new ServletHolder(new Pages.Metrics(sources.metrics())), "/metrics");
    context.addServlet(new ServletHolder(new Pages.Sessions(sources.sessions())), "/sessions");
    context.addServlet(new ServletHolder(new Pages.Reload(sources.reload())), "/reload");
    pages.forEach((path, servlet) -> context.addServlet(new ServletHolder(servlet), path));
    context.setErrorHandler(new PlainErrors());
    return context;
  }

  /** Where a person goes who knows the port only. */
  private static String home(Map<String, HttpServlet> pages) {
    return pages.keySet().stream()
        .sorted()
        .map(path -> path.replace("*", ""))
        .findFirst()
        .orElse("/sessions");
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
      throw new IllegalStateException("the admin port does not stop", e);
    }
  }
}
