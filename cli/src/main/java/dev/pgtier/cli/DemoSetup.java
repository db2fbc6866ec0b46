package dev.pgtier.cli;

import dev.pgtier.cli.demo.DemoDatabase;
import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Functions;
import dev.pgtier.policies.Limits;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Relations;
import dev.pgtier.policies.Settings;
import dev.pgtier.policies.Tier;
import dev.pgtier.proxy.Bounds;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.auth.Principal;
import dev.pgtier.proxy.auth.ScramVerifier;
import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.upstream.Upstream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the demo's proxy is made of: three upstreams, three tiers, three principals. */
final class DemoSetup {
  private DemoSetup() {}

  static ProxyOptions options(DemoDatabase database, int port, int adminPort, int postgresPort)
      throws IOException {
    return new ProxyOptions(
        loopback(port),
        Optional.empty(),
        Optional.of(new ProxyOptions.Admin(loopback(adminPort), Optional.empty())),
        byName(
            Upstream::name,
            List.of(
                upstream(database, "production", "shop_sandbox", "readonly", postgresPort),
                upstream(database, "validation", "shop_validate", "writer", postgresPort),
                upstream(
                    database,
                    "production-deploy",
                    "shop_sandbox",
                    "deployer_owner",
                    postgresPort))),
        byName(
            Tier::name,
            List.of(
                tier("inspect", "production", Mode.READ_ONLY),
                tier("validate", "validation", Mode.READ_WRITE),
                tier("deploy", "production-deploy", Mode.APPROVED_MIGRATIONS))),
        byName(
            Principal::name,
            List.of(
                principal("agent", "inspect"),
                principal("builder", "validate"),
                principal("deployer", "deploy"))),
        Bounds.DEFAULT);
  }

  private static InetSocketAddress loopback(int port) {
    return new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
  }

  private static Upstream upstream(
      DemoDatabase database, String name, String databaseName, String role, int port)
      throws IOException {
    Path file = database.passwordFile(role);
    Secret password = Secret.of(Files.readString(file).strip());
    return new Upstream(
        name,
        "127.0.0.1",
        port,
        databaseName,
        role,
        Optional.of(password),
        Upstream.TlsMode.DISABLE,
        Optional.empty());
  }

  private static Tier tier(String name, String upstream, Mode mode) {
    return new Tier(
        name,
        "",
        upstream,
        mode,
        EnumSet.allOf(Effect.class),
        new Functions(Functions.Allow.ANY, List.of(), List.of()),
        Relations.ALL,
        new Settings(Map.of(), Set.of("*")),
        Limits.DEFAULT,
        "",
        "sha256:");
  }

  private static Principal principal(String name, String tier) {
    return new Principal(name, tier, Optional.of(ScramVerifier.derive(name)), false);
  }

  private static <T> Map<String, T> byName(Function<T, String> name, List<T> all) {
    return all.stream().collect(Collectors.toMap(name, Function.identity()));
  }
}
