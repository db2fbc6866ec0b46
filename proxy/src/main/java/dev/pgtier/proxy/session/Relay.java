package dev.pgtier.proxy.session;

import dev.pgtier.policies.Tier;
import dev.pgtier.proxy.upstream.UpstreamConnection;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Promise;

/**
 * A session's two channels once they are joined: handlers, cancel key, deadlines, the way apart.
 */
final class Relay {
  private final Session session;
  private final SessionServices services;
  private final Channel client;
  private final Tier tier;
  private final UpstreamConnection connection;
  private final CancelKey key;
  private final Pending pending;
  private final FrontendRelay frontend;
  private final BackendRelay backend;
  private boolean inBlock;
  private boolean cancelling;
  private boolean released;
  private long activeAt = System.nanoTime();
  private long stallMark;
  private long stalledSince;

  Relay(
      Session session,
      SessionServices services,
      Channel client,
      Tier tier,
      UpstreamConnection connection,
      boolean longKey) {
    this.session = session;
    this.services = services;
    this.client = client;
    this.tier = tier;
    this.connection = connection;
    this.key = CancelKey.draw(connection.pid(), longKey);
    PreparedStatements prepared = new PreparedStatements(tier.limits().preparedStatements());
    this.pending = new Pending(listener(session, prepared));
    Channel upstream = connection.channel();
    this.frontend = new FrontendRelay(session, client, upstream, pending, prepared, tier);
    this.backend = new BackendRelay(session, client, upstream, pending, prepared, frontend);
  }

  private static Pending.Listener listener(Session session, PreparedStatements prepared) {
    return new Pending.Listener() {
      @Override
      public void ended(long started, boolean failed) {
        session.statementEnded(started, failed);
      }

      @Override
      public void notParsed() {
        prepared.failed();
      }
    };
  }

  /** Tells the client what the upstream said at its log-in, and lets bytes flow. */
  void begin(Startup startup) {
    services.sessions().keyed(key.pid(), session);
    client.writeAndFlush(connection.greeting(Replies.backendKeyData(client.alloc(), key)));
    connection.handOver(backend);
    client.pipeline().addLast(frontend);
    startup.done();
    client.config().setAutoRead(true);
    connection.channel().config().setAutoRead(true);
  }

  int pid() {
    return key.pid();
  }

  byte[] cancelSecret() {
    return key.secret();
  }

  void active(long now) {
    activeAt = now;
  }

  void ready(boolean inBlock) {
    this.inBlock = inBlock;
  }

  /** Whether nothing is running and nothing half sent. */
  boolean quiet() {
    return pending.isEmpty() && !frontend.scanner().midFrame();
  }

  /** Whether the client has got a part of a message, so that nothing can be said in between. */
  boolean midMessage() {
    return backend.scanner().midPass();
  }

  /** Whether the upstream's hanging up needs no word of ours: it was asked to, or said why. */
  boolean explained() {
    return frontend.terminated() || backend.errorLast();
  }

  /** Whether a statement still runs for a client that has said Terminate. */
  boolean finishing() {
    return frontend.terminated() && pending.running() && connection.channel().isActive();
  }

  void cancelRunning(Promise<Void> done) {
    if (released || cancelling || !pending.running()) {
      done.setSuccess(null);
      return;
    }
    cancelling = true;
    session.metrics().cancelled();
    services
        .dialer()
        .cancel(client.eventLoop(), connection)
        .addListener(
            sent -> {
              cancelling = false;
              done.setSuccess(null);
            });
  }

  /** Takes nothing more of the client; what the upstream still says is thrown away. */
  void clientLeft() {
    services.sessions().unkeyed(key.pid(), session);
    frontend.scanner().close();
    connection.channel().config().setAutoRead(true);
  }

  /** Cancels what still runs and closes the upstream's side. */
  void release() {
    if (released) {
      return;
    }
    released = true;
    boolean midUpstream = frontend.scanner().midPass();
    clientLeft();
    backend.scanner().close();
    if (connection.channel().isActive() && pending.running()) {
      session.metrics().cancelled();
      services.dialer().cancel(client.eventLoop(), connection);
    }
    connection.close(!frontend.terminated() && !midUpstream);
  }

  boolean released() {
    return released;
  }

  /** Why the session must end now; null if it need not. */
  Refusal overdue(long now) {
    long scanned = frontend.scanner().scanned();
    if (!frontend.scanner().midFrame() || scanned != stallMark || !client.config().isAutoRead()) {
      stallMark = scanned;
      stalledSince = now;
    } else if (now - stalledSince > services.bounds().stall().toNanos()) {
      return Refusal.stalled(services.bounds().stall().toSeconds());
    }
    long idle = tier.limits().idle().toNanos();
    return idle > 0 && !inBlock && pending.isEmpty() && now - activeAt > idle
        ? Refusal.idle(tier)
        : null;
  }
}
