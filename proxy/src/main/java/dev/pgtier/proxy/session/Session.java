package dev.pgtier.proxy.session;

import dev.pgtier.audit.AuditUnavailable;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import dev.pgtier.proxy.auth.Principal;
import dev.pgtier.proxy.loop.Watch;
import dev.pgtier.proxy.metrics.TierMetrics;
import dev.pgtier.proxy.record.SessionRecorder;
import dev.pgtier.proxy.upstream.Upstream;
import dev.pgtier.proxy.upstream.UpstreamConnection;
import dev.pgtier.proxy.upstream.UpstreamException;
import dev.pgtier.proxy.wire.CancelRequest;
import dev.pgtier.proxy.wire.ProtocolViolation;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Future;
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import javax.net.ssl.SSLException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One client's life, which reads from top to bottom: authenticated → authorise → connect upstream →
 * ready → relay → end. One event loop owns it, its client channel and its upstream channel.
 */
final class Session implements Watch.Watched {
  private static final Logger log = LoggerFactory.getLogger(Session.class);

  /** How long a statement may go on after its client said Terminate and hung up. */
  private static final long GRACE = TimeUnit.MILLISECONDS.toNanos(500);

  private final SessionServices services;
  private final Channel client;
  private final InetSocketAddress address;
  private final long opened = System.nanoTime();
  private final SessionFacts facts;
  private final Runnable settled;

  private volatile Phase phase = Phase.STARTUP;
  private Startup startup;
  private Policy policy;
  private Tier tier;
  private Judging judging;
  private String principal;
  private boolean admitted;
  private TierMetrics metrics;
  private Relay relay;
  private boolean draining;
  private long graceEnds;
  private SessionLog record;
  private final AtomicBoolean toSettle = new AtomicBoolean();

  /** What to do once the start of the session is recorded. */
  private Runnable started;

  Session(SessionServices services, Channel client, InetSocketAddress address, Runnable settled) {
    this.services = services;
    this.settled = settled;
    this.client = client;
    this.address = address;
    this.facts = new SessionFacts(address);
  }

  // before the log-in

  /** This connection is only there to cancel another's statement. It hangs up when that is done. */
  void cancelRequested(CancelRequest request) {
    Promise<Void> done = client.eventLoop().newPromise();
    done.addListener(cancelled -> end(null));
    services
        .sessions()
        .withKey(request.pid(), request.secret().toByteArray())
        .ifPresentOrElse(
            session -> session.cancel(facts.address(), done),
            () -> {
              services.recorder().cancelRequested(null, null, facts.address());
              done.setSuccess(null);
            });
  }

  void tlsFailed(Throwable cause) {
    log.info("{}: TLS: {}", facts, cause.getMessage());
    loginFailed(null, "TLS: " + cause.getMessage());
    end(null);
  }

  /** What came was no start-up, or no log-in, at all. */
  void openingFailed(Throwable cause) {
    if (cause instanceof ProtocolViolation violation) {
      services.metrics().loginFailed("protocol");
      loginFailed(violation.sqlState(), violation.getMessage());
      clientViolated(violation);
    } else if (cause instanceof SSLException) {
      tlsFailed(cause);
    } else {
      failed(cause);
    }
  }

  /** The log-in is refused; every reason takes the client the same time and, but for TLS, words. */
  void loginRefused(Refusal refusal, String reason) {
    loginRefused(refusal, reason, reason);
  }

  /**
   * As {@link #loginRefused}.
   *
   * @param recorded more than anybody but the audit is told
   */
  void loginRefused(Refusal refusal, String reason, String recorded) {
    log.info("{}: log-in refused: {}", facts, reason);
    services.metrics().loginFailed(reason);
    loginFailed(refusal.sqlState(), recorded);
    end(refusal);
  }

  private void loginFailed(String sqlState, String reason) {
    Optional<Map<String, String>> said = Optional.ofNullable(startup).map(Startup::parameters);
    services
        .recorder()
        .loginFailed(
            said.map(parameters -> parameters.get("user")).orElse(null),
            facts.address(),
            said.map(parameters -> parameters.get("application_name")).orElse(null),
            sqlState,
            reason);
  }

  // authorise

  /** The log-in has begun; from here on one policy holds for this session. */
  Policy authenticating(Startup startup) {
    this.startup = startup;
    phase = Phase.AUTHENTICATING;
    policy = services.policy().get();
    return policy;
  }

  /**
   * The client is who it says. The reply to it may be written already, but not flushed.
   *
   * @param login by which way, as the audit has it
   * @param tls the version, or null
   */
  void authenticated(Principal principal, String login, String tls) {
    settled.run();
    this.principal = principal.name();
    tier = policy.tiers().get(principal.tier());
    Upstream upstream = policy.upstreams().get(tier.upstream());
    facts.loggedIn(principal, tier, startup.parameters());
    if (draining) {
      end(Refusal.starting());
      return;
    }
    if (tier.mode() == Mode.APPROVED_MIGRATIONS && services.approvedFiles().get().isEmpty()) {
      end(Refusal.noGate(tier));
      return;
    }
    UpstreamStartup.Result wanted =
        UpstreamStartup.parameters(startup.parameters(), principal, tier, upstream);
    Optional<Refusal> refusal =
        wanted
            .refusal()
            .or(
                () ->
                    services
                        .sessions()
                        .admit(tier, address.getAddress(), services.bounds().perAddress()));
    if (refusal.isPresent()) {
      services.metrics().loginFailed("refused");
      loginFailed(refusal.get().sqlState(), refusal.get().reason());
      end(refusal.get());
      return;
    }
    admitted = true;
    metrics = services.metrics().tier(tier.name());
    metrics.sessionStarted();
    services.sessions().add(this);
    phase = Phase.CONNECTING;
    client.config().setAutoRead(false);
    record = new SessionLog(recorder(principal), opened);
    if (record.starts(startup.parameters().get("database"), login, tls)) {
      started = () -> connect(upstream, wanted);
    } else {
      connect(upstream, wanted);
    }
  }

  private SessionRecorder recorder(Principal who) {
    return new SessionRecorder(
        services.recorder(),
        who.trustedContext(),
        who.name(),
        tier.name(),
        tier.upstream(),
        facts.address(),
        startup.parameters().get("application_name"),
        tier.hash(),
        this::recordsSettled);
  }

  /** Records of this session are safe, or are not; any thread may tell. */
  private void recordsSettled() {
    if (toSettle.compareAndSet(false, true)) {
      client
          .eventLoop()
          .execute(
              () -> {
                toSettle.set(false);
                settle();
              });
    }
  }

  private void settle() {
    if (relay != null) {
      relay.recorded();
    } else if (phase == Phase.CONNECTING && record.startSettled()) {
      AuditUnavailable failure = record.takeStart();
      if (failure == null) {
        started.run();
      } else {
        end(Refusal.unrecorded(failure.getMessage()));
      }
    }
  }

  /** Whether the log takes more of this session; where not, it is asked to tell. */
  boolean recordsHaveRoom() {
    return record.hasRoom(this::recordsSettled);
  }

  /** The client calls itself so from now on. */
  void application(String name) {
    record.application(name);
  }

  // connect upstream

  private void connect(Upstream upstream, UpstreamStartup.Result wanted) {
    services
        .dialer()
        .connect(client.eventLoop(), upstream, wanted.parameters(), startup.upstreamMinor())
        .addListener((Future<UpstreamConnection> dialled) -> dialled(upstream, dialled));
  }

  private void dialled(Upstream upstream, Future<UpstreamConnection> dialled) {
    if (!dialled.isSuccess()) {
      services.metrics().upstreamFailed(upstream.name());
      refuseUpstream(upstream, dialled.cause());
    } else if (phase != Phase.CONNECTING) {
      dialled.getNow().discard();
    } else {
      ready(dialled.getNow());
    }
  }

  private void refuseUpstream(Upstream upstream, Throwable cause) {
    if (!(cause instanceof UpstreamException e)) {
      failed(cause);
      return;
    }
    log.warn("{}: upstream {}: {}", facts, upstream.name(), e.getMessage());
    switch (e.kind()) {
      case UNREACHABLE -> end(Refusal.upstreamUnreachable(upstream.name()));
      case LOGIN -> end(Refusal.upstreamLogin(upstream.name()));
      case SERVER -> {
        client.write(e.response());
        end(null);
      }
    }
  }

  // ready, relay

  private void ready(UpstreamConnection upstream) {
    judging = new Judging(services, policy, tier);
    relay = new Relay(this, services, client, judging, record.recorder(), upstream, startup);
    phase = Phase.RELAYING;
    facts.relaying(upstream.pid());
    relay.begin();
    if (draining) {
      drainNow();
    }
  }

  /**
   * Takes up the policy in force, if it is another one.
   *
   * @return false if the session has ended, because that has no place for it
   */
  boolean follow() {
    if (phase != Phase.RELAYING) {
      return false;
    }
    return switch (judging.follow(principal)) {
      case NONE -> true;
      case TIER -> {
        tier = judging.tier();
        record.recorder().policy(tier.hash());
        relay.limits(tier);
        yield true;
      }
      case GONE -> {
        end(Refusal.policyChanged(tier.name()));
        yield false;
      }
    };
  }

  Tier tier() {
    return tier;
  }

  /** The running statement returns more than it may: what is left of it is not waited for. */
  void limitHit(Refusal limit) {
    log.debug("{}: {}", facts, limit.message());
    relay.cancelRunning(client.eventLoop().newPromise());
  }

  /** The server is in a state that it must not be in; nothing more is run. */
  void surprised(String what) {
    log.error("{}: unexpected state of the server: {}", facts, what);
    end(Refusal.surprise());
  }

  void statementSent(long readAt) {
    long now = System.nanoTime();
    metrics.allowed(now - readAt);
    facts.statement();
    relay.active(now);
  }

  void statementDenied() {
    metrics.denied();
    facts.statement();
  }

  void statementEnded(long started, boolean failed) {
    metrics.ended(System.nanoTime() - started, failed);
  }

  /** ReadyForQuery has passed with this transaction status. */
  void readyForQuery(byte status) {
    relay.ready(status != 'I');
    facts.status(status);
  }

  /** A transaction that may have changed the upstream's catalogue has ended. */
  void catalogueChanged() {
    services.catalogs().changed(tier().upstream());
  }

  /** A read from the upstream has been passed on whole. */
  void caughtUp() {
    relay.active(System.nanoTime());
    if (draining) {
      drainNow();
    }
  }

  /**
   * Cancels the running statement, if there is one; may be called from any thread.
   *
   * @param by the address of who asks
   * @param done told when the upstream has taken the request
   */
  void cancel(String by, Promise<Void> done) {
    client
        .eventLoop()
        .execute(
            () -> {
              services
                  .recorder()
                  .cancelRequested(record.recorder().session(), relay.runningStatement(), by);
              relay.cancelRunning(done);
            });
  }

  byte[] cancelSecret() {
    return relay.cancelSecret();
  }

  // end

  /** No new statement begins; the session ends after the running one. Any thread may call it. */
  void drain() {
    client
        .eventLoop()
        .execute(
            () -> {
              draining = true;
              if (phase == Phase.STARTUP || phase == Phase.AUTHENTICATING) {
                end(Refusal.starting());
              } else if (phase == Phase.RELAYING) {
                drainNow();
              }
            });
  }

  private void drainNow() {
    if (phase == Phase.RELAYING && relay.quiet()) {
      end(Refusal.shutdown());
    }
  }

  /** Ends the session at once; any thread may call it. */
  void terminate() {
    client.eventLoop().execute(() -> end(Refusal.shutdown()));
  }

  void clientViolated(ProtocolViolation violation) {
    log.info("{}: client: {}", facts, violation.getMessage());
    end(Refusal.protocol(violation.sqlState(), violation.getMessage()));
  }

  void upstreamViolated(ProtocolViolation violation) {
    log.warn("{}: upstream: {}", facts, violation.getMessage());
    end(Refusal.upstreamGarbled());
  }

  void failed(Throwable cause) {
    if (cause instanceof IOException) {
      log.debug("{}: {}", facts, cause.toString());
      if (phase != Phase.RELAYING) {
        end(null);
      }
    } else {
      log.error("{}: unexpected", facts, cause);
      end(Refusal.internal());
    }
  }

  void clientGone() {
    if (phase == Phase.RELAYING && relay.undecided()) {
      // What it sent before it hung up is done yet.
      return;
    }
    if (phase == Phase.RELAYING && relay.finishing()) {
      phase = Phase.ENDED;
      leave();
      relay.clientLeft();
      graceEnds = System.nanoTime() + GRACE;
    } else {
      end(null);
    }
  }

  void upstreamGone() {
    if (phase == Phase.ENDED) {
      relay.release();
    } else if (relay.explained()) {
      end(null);
    } else {
      log.warn("{}: upstream closed the connection", facts);
      end(Refusal.upstreamLost());
    }
  }

  /**
   * The one way out.
   *
   * @param refusal what the client is told, as FATAL; null for nothing
   */
  void end(Refusal refusal) {
    if (phase == Phase.ENDED) {
      return;
    }
    phase = Phase.ENDED;
    if (refusal != null && record != null) {
      record.endsBy(refusal);
    }
    leave();
    if (refusal != null && (relay == null || !relay.midMessage())) {
      client.write(Replies.fatal(client.alloc(), refusal));
    }
    Closing.gently(client);
    if (relay != null) {
      relay.release();
    } else {
      released();
    }
  }

  /** Nothing more is heard of any of its statements. */
  void released() {
    if (record != null) {
      record.ended();
    }
  }

  private void leave() {
    if (admitted) {
      admitted = false;
      services.sessions().remove(this);
      services.sessions().leave(tier.name(), address.getAddress());
      metrics.sessionEnded();
    }
  }

  // deadlines

  @Override
  public boolean tick(long now) {
    switch (phase) {
      case STARTUP, AUTHENTICATING -> {
        if (now - opened > services.bounds().login().toNanos()) {
          services.metrics().loginFailed("timeout");
          loginFailed(Refusal.loginTimeout().sqlState(), "timeout");
          end(Refusal.loginTimeout());
        }
      }
      case CONNECTING -> {}
      case RELAYING -> {
        Refusal overdue = relay.overdue(now);
        if (overdue != null) {
          end(overdue);
        }
      }
      case ENDED -> {
        if (relay != null && now > graceEnds) {
          relay.release();
        }
      }
    }
    return phase != Phase.ENDED || (relay != null && !relay.released());
  }

  Phase phase() {
    return phase;
  }

  TierMetrics metrics() {
    return metrics;
  }

  HeldBytes heldBytes() {
    return services.heldBytes();
  }

  SessionFacts facts() {
    return facts;
  }
}
