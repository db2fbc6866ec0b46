package dev.pgtier.cli.serve;

import dev.pgtier.cli.config.Configuration;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.yaml.Mistake;
import dev.pgtier.proxy.Proxy;
import dev.pgtier.proxy.upstream.Upstream;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * Reads the configuration again for a proxy that runs; what is wrong leaves the old set in force.
 */
public final class Reloader {
  private final Path file;
  private final boolean acceptSuperuser;
  private final Map<String, Upstream> running;
  private final Proxy proxy;
  private final AuditOfProxy audit;
  private final Consumer<String> log;
  private Collection<Tier> inForce;

  /**
   * Reads nothing yet.
   *
   * @param configuration that the proxy was started with; its upstreams stay until it is restarted
   * @param audit told of each reading, also of this first one
   * @param log told each mistake and each warning, a line each
   */
  public Reloader(
      Path file,
      boolean acceptSuperuser,
      Configuration configuration,
      Proxy proxy,
      AuditOfProxy audit,
      Consumer<String> log) {
    this.file = file;
    this.acceptSuperuser = acceptSuperuser;
    this.running = configuration.upstreams();
    this.inForce = configuration.tiers().values();
    this.proxy = proxy;
    this.audit = audit;
    this.log = log;
  }

  /**
   * Puts tiers, principals and the files of TLS in force, all of them, or returns why not.
   *
   * @param by what asks for it: {@code SIGHUP} or {@code admin}
   */
  public synchronized List<String> reload(String by) {
    List<String> mistakes = tryReload();
    audit.read(by, inForce, mistakes);
    mistakes.forEach(log);
    log.accept(
        mistakes.isEmpty()
            ? "tiers and principals are read again, and the files of TLS; new log-ins go by them"
            : "tiers, principals and certificates from before stay in force");
    return mistakes;
  }

  private List<String> tryReload() {
    Configuration.Loaded loaded = Configuration.load(file);
    if (loaded instanceof Configuration.Loaded.Bad bad) {
      return bad.mistakes().stream().map(Mistake::toString).toList();
    }
    Configuration.Loaded.Good good = (Configuration.Loaded.Good) loaded;
    Configuration fresh = good.configuration();
    List<String> mistakes = changedUpstreams(fresh);
    if (mistakes.isEmpty()) {
      UpstreamRoles roles = UpstreamRoles.ask(running, fresh.tiers());
      roles.warnings().forEach(log);
      if (!acceptSuperuser) {
        mistakes.addAll(roles.superusers());
      }
    }
    if (mistakes.isEmpty()) {
      good.warnings().forEach(warning -> log.accept(warning.toString()));
      try {
        proxy.reloadTls(fresh.proxy().flatMap(Configuration.Front::tls));
        proxy.reload(fresh.tiers(), fresh.principals());
        inForce = fresh.tiers().values();
      } catch (IOException e) {
        mistakes.add(e.getMessage());
      }
    }
    return mistakes;
  }

  private List<String> changedUpstreams(Configuration fresh) {
    List<String> mistakes = new ArrayList<>();
    for (Tier tier : fresh.tiers().values()) {
      Upstream wanted = fresh.upstreams().get(tier.upstream());
      Upstream now = running.get(tier.upstream());
      if (now == null || !withoutPassword(wanted).equals(withoutPassword(now))) {
        mistakes.add(
            "the tier %s: its upstream %s is not what this proxy was started with; restart it"
                .formatted(tier.name(), tier.upstream()));
      }
    }
    return mistakes;
  }

  /** Secrets are not compared: one that is looked up follows its source anyway. */
  private static Upstream withoutPassword(Upstream upstream) {
    return new Upstream(
        upstream.name(),
        upstream.host(),
        upstream.port(),
        upstream.database(),
        upstream.user(),
        Optional.empty(),
        upstream.tls(),
        upstream.ca());
  }
}
