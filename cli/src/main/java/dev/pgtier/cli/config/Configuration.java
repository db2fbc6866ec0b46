package dev.pgtier.cli.config;

import dev.pgtier.policies.Tier;
import dev.pgtier.policies.yaml.Mistake;
import dev.pgtier.proxy.Bounds;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.auth.Principal;
import dev.pgtier.proxy.upstream.Upstream;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What one configuration file and its tier files say; every name in it refers to something.
 *
 * @param proxy empty where the file is only for other commands than {@code serve}
 * @param upstreams by name
 * @param tiers by name
 * @param principals by name
 */
public record Configuration(
    Optional<Front> proxy,
    Optional<ProxyOptions.Admin> admin,
    Optional<Audit> audit,
    Map<String, Upstream> upstreams,
    Map<String, Tier> tiers,
    Map<String, Principal> principals,
    List<McpServer> mcp,
    Optional<Migrations> migrations) {
  public Configuration {
    upstreams = Map.copyOf(upstreams);
    tiers = Map.copyOf(tiers);
    principals = Map.copyOf(principals);
    mcp = List.copyOf(mcp);
  }

  /** How clients reach the proxy. */
  public record Front(InetSocketAddress listen, Optional<ProxyOptions.Tls> tls, Bounds bounds) {}

  /** What came of reading a file. */
  public sealed interface Loaded {
    /**
     * It may be used.
     *
     * @param warnings what should better be otherwise, in the order of the file
     */
    record Good(Configuration configuration, List<Mistake> warnings) implements Loaded {}

    /** It may not; the mistakes of the file itself come first. */
    record Bad(List<Mistake> mistakes) implements Loaded {}
  }

  /**
   * Reads {@code file} and the tier files that it names; looks secrets of principals up, and may
   * run their commands. What cannot be read is a mistake, never an exception.
   */
  public static Loaded load(Path file) {
    return ConfigurationReader.load(file, System::getenv, true);
  }

  /**
   * Reads the same without looking any secret up, for who logs in nowhere: no principal has a
   * verifier then, and no secret can be had.
   */
  public static Loaded loadWithoutSecrets(Path file) {
    return ConfigurationReader.load(file, System::getenv, false);
  }

  /**
   * What a proxy is made of.
   *
   * @throws IllegalStateException without {@link #proxy}
   */
  public ProxyOptions proxyOptions() {
    Front front =
        proxy.orElseThrow(() -> new IllegalStateException("the configuration has no proxy"));
    return new ProxyOptions(
        front.listen(), front.tls(), admin, served(), tiers, principals, front.bounds());
  }

  /** Without those that are there for cloning alone: the proxy never goes there. */
  private Map<String, Upstream> served() {
    Map<String, Upstream> served = new HashMap<>(upstreams);
    migrations
        .flatMap(Migrations::cloning)
        .map(Migrations.Clone::upstreams)
        .ifPresent(served.keySet()::removeAll);
    return served;
  }
}
