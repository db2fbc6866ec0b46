package dev.pgtier.proxy.session;

import io.netty.channel.Channel;
import io.netty.util.AttributeKey;
import java.net.InetSocketAddress;
import java.util.List;

/** Begins sessions on accepted channels, and speaks to all of them at once. */
public final class SessionFactory {
  private static final AttributeKey<Session> SESSION =
      AttributeKey.valueOf(SessionFactory.class, "session");

  private final SessionServices services;

  public SessionFactory(SessionServices services) {
    this.services = services;
  }

  /**
   * A client has connected; called on its event loop.
   *
   * @param settled to be run once it is logged in
   */
  public void begin(Channel client, Runnable settled) {
    Session session =
        new Session(services, client, (InetSocketAddress) client.remoteAddress(), settled);
    client.attr(SESSION).set(session);
    client.pipeline().addLast(new Opening(session, services));
    services.watch().add(client.eventLoop(), session);
  }

  /** Too many are half open and this is the oldest; any thread may call it. */
  public void dropHalfOpen(Channel client) {
    Session session = client.attr(SESSION).get();
    client.eventLoop().execute(() -> session.end(Refusal.halfOpen()));
  }

  /** Facts of every session that is logged in. */
  public List<SessionFacts> facts() {
    return services.sessions().all().stream().map(Session::facts).toList();
  }

  /** Ends every session as soon as its running statement has. */
  public void drain() {
    services.sessions().all().forEach(Session::drain);
  }

  /** Ends every session now. */
  public void terminate() {
    services.sessions().all().forEach(Session::terminate);
  }

  public int size() {
    return services.sessions().all().size();
  }
}
