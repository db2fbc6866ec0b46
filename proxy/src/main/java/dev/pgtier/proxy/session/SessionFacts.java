package dev.pgtier.proxy.session;

import dev.pgtier.policies.Tier;
import dev.pgtier.proxy.auth.Principal;
import java.net.InetSocketAddress;
import java.time.Instant;
import java.util.Map;

/**
 * What may be told of a session to whoever operates the proxy. Written by the session's event loop,
 * read by any thread; its text names the session in log lines.
 */
public final class SessionFacts {
  private final InetSocketAddress address;
  private final Instant since = Instant.now();
  private volatile String principal = "";
  private volatile String tier = "";
  private volatile String upstream = "";
  private volatile String application = "";
  private volatile int pid;
  private volatile byte status;
  private volatile long statements;
  private volatile long statementMillis;

  SessionFacts(InetSocketAddress address) {
    this.address = address;
  }

  void loggedIn(Principal principal, Tier tier, Map<String, String> parameters) {
    this.principal = principal.name();
    this.tier = tier.name();
    this.upstream = tier.upstream();
    this.application = parameters.getOrDefault("application_name", "");
  }

  void relaying(int pid) {
    this.pid = pid;
  }

  void status(byte status) {
    this.status = status;
  }

  @SuppressWarnings("NonAtomicVolatileUpdate") // one event loop writes, others only read
  void statement() {
    statements++;
    statementMillis = System.currentTimeMillis();
  }

  public String address() {
    return address.getAddress().getHostAddress() + ":" + address.getPort();
  }

  public Instant since() {
    return since;
  }

  public String principal() {
    return principal;
  }

  public String tier() {
    return tier;
  }

  public String upstream() {
    return upstream;
  }

  public String application() {
    return application;
  }

  /** The upstream's backend; 0 before there is one. */
  public int pid() {
    return pid;
  }

  /** {@code idle}, {@code in-block}, {@code failed-block}; {@code connecting} before the first. */
  public String status() {
    return switch (status) {
      case 'I' -> "idle";
      case 'T' -> "in-block";
      case 'E' -> "failed-block";
      default -> "connecting";
    };
  }

  public long statements() {
    return statements;
  }

  /** When the last statement began; null before the first. */
  public Instant statementAt() {
    long millis = statementMillis;
    return millis == 0 ? null : Instant.ofEpochMilli(millis);
  }

  @Override
  public String toString() {
    return (principal.isEmpty() ? "client" : principal + " (" + tier + ")") + " " + address();
  }
}
