package dev.pgtier.proxy;

import dev.pgtier.policies.Tier;
import dev.pgtier.proxy.auth.Principal;
import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.upstream.Upstream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * Everything that a proxy is made of; who reads the configuration hands it over whole.
 *
 * @param listen where clients connect; port 0 takes a free one
 * @param upstreams by name; all that the tiers refer to
 * @param tiers by name; all that the principals refer to
 * @param principals by name
 */
public record ProxyOptions(
    InetSocketAddress listen,
    Optional<Tls> tls,
    Optional<Admin> admin,
    Map<String, Upstream> upstreams,
    Map<String, Tier> tiers,
    Map<String, Principal> principals,
    Bounds bounds) {
  public ProxyOptions {
    upstreams = Map.copyOf(upstreams);
    tiers = Map.copyOf(tiers);
    principals = Map.copyOf(principals);
  }

  /**
   * TLS towards clients.
   *
   * @param certificate the chain, PEM
   * @param key the private key, PEM
   * @param clientCa who signs client certificates; empty to ask for none
   * @param required whether a log-in without TLS is refused
   */
  public record Tls(Path certificate, Path key, Optional<Path> clientCa, boolean required) {}

  /**
   * The HTTP port for operators.
   *
   * @param token a bearer token that every request but {@code /health} must carry; empty only on
   *     loopback
   */
  public record Admin(InetSocketAddress listen, Optional<Secret> token) {}
}
