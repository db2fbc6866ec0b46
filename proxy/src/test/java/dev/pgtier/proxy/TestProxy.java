package dev.pgtier.proxy;

import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.AuditOptions;
import dev.pgtier.audit.record.ParameterText;
import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Functions;
import dev.pgtier.policies.Limits;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Relations;
import dev.pgtier.policies.Settings;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.redact.SecretRedactor;
import dev.pgtier.proxy.auth.Principal;
import dev.pgtier.proxy.auth.ScramVerifier;
import dev.pgtier.proxy.metrics.AuditMeters;
import dev.pgtier.proxy.record.Recorder;
import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.upstream.Upstream;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * A proxy in front of {@link TestServer} on a free port, with principals {@code builder} (writes,
 * sets what it likes), {@code agent} (reads) and {@code deployer}; each has its name as password.
 */
public final class TestProxy implements AutoCloseable {
  private static final Map<String, ScramVerifier> VERIFIERS =
      Map.of(
          "builder", ScramVerifier.derive("builder"),
          "agent", ScramVerifier.derive("agent"),
          "deployer", ScramVerifier.derive("deployer"));

  private final Path logDirectory;
  private final AuditLog log;
  private final Proxy proxy;
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

  private TestProxy(ProxyOptions options, Path directory) {
    try {
      logDirectory = directory;
      AuditMeters meters = new AuditMeters(registry, line -> {});
      log =
          AuditLog.open(
              AuditOptions.builder(logDirectory, SecretRedactor::redact).metrics(meters).build());
      AuditMeters.waiting(registry, log::waitingBytes);
      proxy = Proxy.start(options, registry, Recorder.of(log, ParameterText.Choice.PLAIN, 1 << 10));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public static TestProxy start() {
    return start(options -> options);
  }

  public static TestProxy start(UnaryOperator<ProxyOptions> change) {
    try {
      return new TestProxy(change.apply(options()), Files.createTempDirectory("pgtier-audit"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** With its log in this directory, which it makes. */
  public static TestProxy startWithLog(Path directory) {
    return new TestProxy(options(), directory);
  }

  public static ProxyOptions options() {
    return new ProxyOptions(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
        Optional.empty(),
        Optional.empty(),
        Map.of("production", upstream(TestServer.port())),
        Map.of(
            "validate",
            tier("validate", Mode.READ_WRITE, EnumSet.allOf(Effect.class), Set.of("*"), LIMITS),
            "inspect",
            tier(
                "inspect",
                Mode.READ_ONLY,
                READING,
                Set.of(
                    "application_name",
                    "client_min_messages",
                    "datestyle",
                    "intervalstyle",
                    "timezone",
                    "extra_float_digits",
                    "bytea_output",
                    "search_path",
                    "transaction_isolation",
                    "transaction_deferrable",
                    "default_transaction_isolation",
                    "default_transaction_deferrable"),
                LIMITS),
            "deploy",
            tier("deploy", Mode.APPROVED_MIGRATIONS, Set.of(), Set.of(), LIMITS)),
        Map.of(
            "builder", principal("builder", "validate"),
            "agent", principal("agent", "inspect"),
            "deployer", principal("deployer", "deploy")),
        Bounds.DEFAULT);
  }

  /** What a tier that only reads may allow. */
  public static final Set<Effect> READING = EnumSet.range(Effect.READ, Effect.SESSION);

  public static final Limits LIMITS =
      new Limits(
          Duration.ZERO,
          OptionalLong.empty(),
          OptionalLong.empty(),
          1 << 20,
          100,
          OptionalLong.empty(),
          50,
          Duration.ZERO);

  public static Upstream upstream(int port) {
    return new Upstream(
        "production",
        "127.0.0.1",
        port,
        TestServer.DATABASE,
        "scram",
        Optional.of(Secret.of("upstream-secret")),
        Upstream.TlsMode.DISABLE,
        Optional.empty());
  }

  public static Tier tier(
      String name, Mode mode, Set<Effect> effects, Set<String> settable, Limits limits) {
    return new Tier(
        name,
        "",
        "production",
        mode,
        effects,
        new Functions(Functions.Allow.ANY, java.util.List.of(), java.util.List.of()),
        Relations.ALL,
        new Settings(Map.of(), settable),
        limits,
        "Do something else.",
        "sha256:0");
  }

  private static Principal principal(String name, String tier) {
    return new Principal(name, tier, Optional.of(VERIFIERS.get(name)), false, false);
  }

  public int port() {
    return proxy.address().getPort();
  }

  public Proxy proxy() {
    return proxy;
  }

  public PrometheusMeterRegistry registry() {
    return registry;
  }

  /** Logged in as {@code user}, whose password is its name. */
  public TestClient login(String user) {
    return TestClient.login(port(), user, user, Map.of("database", TestServer.DATABASE));
  }

  /** The audit log's directory. */
  public Path logDirectory() {
    return logDirectory;
  }

  /** Also checks that the log is whole, and that each statement in it came to an end. */
  @Override
  public void close() {
    proxy.close();
    log.close();
    try {
      TestLog.requireWhole(logDirectory);
      TestLog.delete(logDirectory);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
