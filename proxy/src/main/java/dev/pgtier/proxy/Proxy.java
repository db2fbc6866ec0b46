package dev.pgtier.proxy;

import dev.pgtier.policies.Tier;
import dev.pgtier.policies.analysis.Reading;
import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.policies.catalog.ShippedCatalog;
import dev.pgtier.policies.deploy.ApprovedFiles;
import dev.pgtier.policies.judge.Judges;
import dev.pgtier.proxy.admin.AdminServer;
import dev.pgtier.proxy.admin.AdminSources;
import dev.pgtier.proxy.auth.Principal;
import dev.pgtier.proxy.auth.ScramServers;
import dev.pgtier.proxy.catalog.UpstreamCatalogs;
import dev.pgtier.proxy.judge.Judge;
import dev.pgtier.proxy.listener.Listener;
import dev.pgtier.proxy.loop.Blocking;
import dev.pgtier.proxy.loop.Transport;
import dev.pgtier.proxy.loop.Watch;
import dev.pgtier.proxy.metrics.AuditMeters;
import dev.pgtier.proxy.metrics.Metrics;
import dev.pgtier.proxy.record.Recorder;
import dev.pgtier.proxy.session.HeldBytes;
import dev.pgtier.proxy.session.Policy;
import dev.pgtier.proxy.session.SessionFactory;
import dev.pgtier.proxy.session.SessionFacts;
import dev.pgtier.proxy.session.SessionServices;
import dev.pgtier.proxy.session.Sessions;
import dev.pgtier.proxy.tls.ListenerTls;
import dev.pgtier.proxy.tls.ServerTls;
import dev.pgtier.proxy.upstream.Dialer;
import dev.pgtier.proxy.upstream.UpstreamSecurity;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.WriteBufferWaterMark;
import jakarta.servlet.http.HttpServlet;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.security.SecureRandom;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;

/** A running proxy. The composition root of this room: everything is built here and handed on. */
public final class Proxy implements AutoCloseable {
  /** A side stops reading when so much waits to be written to the other. */
  private static final WriteBufferWaterMark WATER_MARK =
      new WriteBufferWaterMark(128 << 10, 512 << 10);

  private static final int BLOCKING_THREADS = 8;
  private static final Duration QUIET = Duration.ofMillis(50);

  private static final int JUDGES_WAITING = 1_024;

  /**
   * A statement that waits on a machine without a free core is still better judged than refused.
   */
  private static final Duration JUDGES_DEADLINE = Duration.ofSeconds(5);

  private static final long DECISION_BYTES = 64L << 20;

  private final AtomicReference<Policy> policy;
  private final AtomicReference<ListenerTls> tls;
  private final Bounds bounds;
  private final EventLoopGroup acceptors;
  private final EventLoopGroup workers;
  private final ExecutorService blocking;
  private final Judge judge;
  private final UpstreamCatalogs catalogs;
  private final SessionFactory sessions;
  private final Listener listener;
  private final Optional<AdminServer> admin;
  private volatile Supplier<List<String>> reload = List::of;
  private volatile ApprovedFiles approvedFiles;
  private final Judges judges;

  private Proxy(
      ProxyOptions options,
      PrometheusMeterRegistry registry,
      Recorder recorder,
      Map<String, HttpServlet> pages)
      throws IOException {
    bounds = options.bounds();
    policy =
        new AtomicReference<>(
            new Policy(options.upstreams(), options.tiers(), options.principals()));
    tls = new AtomicReference<>(read(options.tls()));
    UpstreamSecurity security = UpstreamSecurity.load(options.upstreams().values());
    Transport transport = Transport.best();
    blocking = Blocking.executor(BLOCKING_THREADS);
    Metrics metrics = new Metrics(registry);
    Dialer dialer = new Dialer(transport, blocking, security, WATER_MARK);
    HeldBytes heldBytes = new HeldBytes(bounds.heldBytes());
    judges = Judges.open(judges(options));
    judge = new Judge(judges, DECISION_BYTES);
    Catalog shipped = ShippedCatalog.load();
    acceptors = transport.group(1, "pgtier-accept");
    workers = transport.group(Math.max(1, halfTheCores()), "pgtier-relay");
    catalogs =
        new UpstreamCatalogs(
            options.upstreams(),
            dialer,
            workers,
            blocking,
            sql -> judges.read(sql).join(),
            metrics);
    catalogs.watch(options.tiers().values());
    sessions =
        new SessionFactory(
            new SessionServices(
                policy::get,
                tls::get,
                bounds,
                dialer,
                new Sessions(),
                heldBytes,
                metrics,
                new Watch(),
                new ScramServers(new SecureRandom()),
                judge,
                catalogs,
                shipped,
                recorder,
                () -> Optional.ofNullable(approvedFiles),
                blocking));
    try {
      listener =
          Listener.open(
              options.listen(),
              transport,
              acceptors,
              workers,
              WATER_MARK,
              sessions,
              metrics,
              bounds.halfOpen());
      admin = startAdmin(options, dialer, registry, pages);
    } catch (IOException e) {
      stopThreads();
      throw e;
    }
    metrics.gauge("pgtier.connections.half.open", "Connections not logged in", listener::halfOpen);
    metrics.gauge("pgtier.held.bytes", "Bytes of frames that wait to be whole", heldBytes::held);
  }

  /**
   * Starts to serve.
   *
   * @param registry takes the proxy's meters
   * @param recorder takes what sessions do
   * @throws IOException if the address cannot be had, or a certificate not be read; the message is
   *     for a person
   */
  public static Proxy start(
      ProxyOptions options, PrometheusMeterRegistry registry, Recorder recorder)
      throws IOException {
    return start(options, registry, recorder, Map.of());
  }

  /**
   * As above, with pages of other rooms on the admin port, where there is one.
   *
   * @param pages by path specification, such as {@code /review/*}
   */
  public static Proxy start(
      ProxyOptions options,
      PrometheusMeterRegistry registry,
      Recorder recorder,
      Map<String, HttpServlet> pages)
      throws IOException {
    return new Proxy(options, registry, recorder, pages);
  }

  private static ListenerTls read(Optional<ProxyOptions.Tls> files) throws IOException {
    if (files.isEmpty()) {
      return ListenerTls.NONE;
    }
    ProxyOptions.Tls now = files.get();
    ServerTls server = ServerTls.load(now.certificate(), now.key(), now.clientCa());
    return new ListenerTls(Optional.of(server), now.required());
  }

  /** For event loops and for parsers: a loop that has more to do at once wakes up less often. */
  private static int halfTheCores() {
    return Runtime.getRuntime().availableProcessors() / 2;
  }

  private static Judges.Options judges(ProxyOptions options) {
    int bytes = options.tiers().values().stream().mapToInt(t -> t.limits().sql()).max().orElse(1);
    return new Judges.Options(Math.max(2, halfTheCores()), JUDGES_WAITING, JUDGES_DEADLINE, bytes);
  }

  private Optional<AdminServer> startAdmin(
      ProxyOptions options,
      Dialer dialer,
      PrometheusMeterRegistry registry,
      Map<String, HttpServlet> pages)
      throws IOException {
    if (options.admin().isEmpty()) {
      return Optional.empty();
    }
    ProxyOptions.Admin wanted = options.admin().get();
    Readiness readiness = new Readiness(dialer, workers.next(), options.upstreams().values());
    AdminSources sources =
        new AdminSources(
            readiness::check,
            () -> AuditMeters.trouble(registry),
            registry::scrape,
            () -> sessions().stream().map(SessionRow::of).toList(),
            () -> reload.get());
    return Optional.of(AdminServer.start(wanted.listen(), wanted.token(), sources, pages));
  }

  /** Where operators connect; empty if there is no admin port. */
  public Optional<InetSocketAddress> adminAddress() {
    return admin.map(AdminServer::address);
  }

  /**
   * What {@code POST /reload} does.
   *
   * @param action returns the mistakes, none if the new set is in force
   */
  public void onReload(Supplier<List<String>> action) {
    reload = action;
  }

  /** Reads SQL as PostgreSQL does; may take until a parser is free. */
  public Function<String, Reading> parser() {
    return sql -> judges.read(sql).join();
  }

  /** What tiers of approved migrations run from now on; before, they let nobody in. */
  public void deploy(ApprovedFiles files) {
    approvedFiles = files;
  }

  /** Where clients connect; with the port that was taken if 0 was asked for. */
  public InetSocketAddress address() {
    return listener.address();
  }

  /** Facts of every session that is logged in. */
  public List<SessionFacts> sessions() {
    return sessions.facts();
  }

  /**
   * From now on new log-ins go by these, and so does the next statement of every open session; one
   * whose tier or principal is gone ends with it.
   */
  public void reload(Map<String, Tier> tiers, Map<String, Principal> principals) {
    catalogs.watch(tiers.values());
    policy.updateAndGet(old -> new Policy(old.upstreams(), tiers, principals));
    catalogs.watchNoOthers(tiers.values());
  }

  /**
   * Reads the files of TLS for connections from now on; open ones keep what they began with.
   *
   * @throws IOException if one of them cannot be used: nothing has changed then; the message is for
   *     a person
   */
  public void reloadTls(Optional<ProxyOptions.Tls> files) throws IOException {
    tls.set(read(files));
  }

  /**
   * Stops: no new sessions, running statements finish until {@link Bounds#drain()} is over, then
   * each client is told 57P01.
   */
  @Override
  public void close() {
    listener.close();
    sessions.drain();
    if (!awaitEmpty(bounds.drain())) {
      sessions.terminate();
      awaitEmpty(Duration.ofSeconds(2));
    }
    admin.ifPresent(AdminServer::close);
    stopThreads();
  }

  private boolean awaitEmpty(Duration patience) {
    long end = System.nanoTime() + patience.toNanos();
    while (sessions.size() > 0) {
      if (System.nanoTime() > end || !pause()) {
        return false;
      }
    }
    return true;
  }

  private static boolean pause() {
    try {
      TimeUnit.MILLISECONDS.sleep(20);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private void stopThreads() {
    catalogs.close();
    acceptors.shutdownGracefully(0, 1_000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
    workers
        .shutdownGracefully(QUIET.toMillis(), 2_000, TimeUnit.MILLISECONDS)
        .awaitUninterruptibly();
    blocking.shutdownNow();
    judge.close();
  }
}
