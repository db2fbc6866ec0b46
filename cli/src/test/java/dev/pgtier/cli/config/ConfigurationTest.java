package dev.pgtier.cli.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.audit.seal.Keys;
import dev.pgtier.migrations.state.ApprovalRules;
import dev.pgtier.migrations.state.Approver;
import dev.pgtier.proxy.Bounds;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.secret.SecretException;
import dev.pgtier.proxy.upstream.Upstream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a configuration says is what the rooms get. */
final class ConfigurationTest {
  private static final String VERIFIER =
      "SCRAM-SHA-256$4096:c2FsdHNhbHRzYWx0c2FsdA==$"
          + "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

  @TempDir private Path path;
  private Folder folder;

  @BeforeEach
  void aTier() throws IOException {
    folder = new Folder(path).write("read.yaml", Folder.READ);
  }

  @Test
  void theExampleThatShipsLoadsWithoutWarning() {
    Configuration.Loaded loaded =
        ConfigurationReader.load(
            Path.of("..", "policies", "pgtier.yaml"),
            name -> name.endsWith("_SCRAM") ? VERIFIER : "secret of " + name,
            true);
    assertThat(loaded).isInstanceOf(Configuration.Loaded.Good.class);
    Configuration.Loaded.Good good = (Configuration.Loaded.Good) loaded;
    assertThat(good.warnings()).isEmpty();
    ProxyOptions options = good.configuration().proxyOptions();
    assertThat(options.tiers()).containsOnlyKeys("inspect", "validate", "deploy");
    assertThat(options.principals()).containsOnlyKeys("agent", "builder", "deployer");
    assertThat(options.listen().getPort()).isEqualTo(6432);
    assertThat(options.bounds()).isEqualTo(Bounds.DEFAULT);
    assertThat(good.configuration().toString()).doesNotContain("secret of").doesNotContain("AAAA");
  }

  @Test
  void theExampleThatShipsIsReadWithoutAnySecret() {
    Path file = Path.of("..", "policies", "pgtier.yaml");
    assertThat(ConfigurationReader.load(file, name -> null, true))
        .isInstanceOf(Configuration.Loaded.Bad.class);
    Configuration.Loaded loaded = ConfigurationReader.load(file, name -> null, false);
    assertThat(loaded).isInstanceOf(Configuration.Loaded.Good.class);
    Configuration configuration = ((Configuration.Loaded.Good) loaded).configuration();
    assertThat(configuration.tiers()).containsOnlyKeys("inspect", "validate", "deploy");
    assertThat(configuration.principals().values())
        .allSatisfy(principal -> assertThat(principal.verifier()).isEmpty());
    assertThatThrownBy(
            () -> configuration.upstreams().get("production").password().orElseThrow().reveal())
        .isInstanceOf(SecretException.class)
        .hasMessage("this command looks no secrets up");
  }

  @Test
  void tlsIsVerifiedUnlessTheServerIsOnThisMachine() throws IOException {
    Configuration configuration =
        folder.good(
            """
            upstreams:
              u: { host: db.example.com, database: d, user: r }
              loopback: { host: 127.0.0.2, database: d, user: r }
              six: { host: "::1", database: d, user: r }
              socket: { host: /run/postgresql, database: d, user: r }
              address: { host: 192.0.2.1, database: d, user: r }
              chosen: { host: localhost, database: d, user: r, tls: verify-ca }
            tiers: [read.yaml]
            principals: [ { name: agent, tier: read, password: x } ]
            """);
    assertThat(configuration.upstreams().get("u").tls()).isEqualTo(Upstream.TlsMode.VERIFY_FULL);
    assertThat(configuration.upstreams().get("address").tls())
        .isEqualTo(Upstream.TlsMode.VERIFY_FULL);
    assertThat(configuration.upstreams().get("loopback").tls()).isEqualTo(Upstream.TlsMode.DISABLE);
    assertThat(configuration.upstreams().get("six").tls()).isEqualTo(Upstream.TlsMode.DISABLE);
    assertThat(configuration.upstreams().get("socket").tls()).isEqualTo(Upstream.TlsMode.DISABLE);
    assertThat(configuration.upstreams().get("chosen").tls()).isEqualTo(Upstream.TlsMode.VERIFY_CA);
    assertThat(configuration.upstreams().get("u").port()).isEqualTo(5432);
  }

  @Test
  void passwordsOfPrincipalsWarnOnce() throws IOException {
    Configuration.Loaded loaded =
        folder.load(
            """
            upstreams: { u: { host: 127.0.0.1, database: d, user: r } }
            tiers: [read.yaml]
            principals:
              - { name: a, tier: read, password: one }
              - { name: b, tier: read, password: "${env:SECRET}", trusted-context: true }
            """);
    Configuration.Loaded.Good good = (Configuration.Loaded.Good) loaded;
    assertThat(good.warnings())
        .extracting(warning -> warning.place().line() + " " + warning.message())
        .containsExactly(
            "4 2 principal(s) with \"password\"; use \"scram\" instead (pgtier password makes it)");
    assertThat(good.configuration().principals().get("a").verifier()).isPresent();
    assertThat(good.configuration().principals().get("b").trustedContext()).isTrue();
  }

  @Test
  void boundsOfTheProxy() throws IOException {
    Configuration configuration =
        folder.good(
            Folder.BASE
                + "\nproxy: { listen: \"[::1]:0\", limits: { login: 1s, stall: 2s, half-open: 3,"
                + " per-address: 4, drain: 5s } }");
    assertThat(configuration.proxyOptions().bounds())
        .isEqualTo(
            new Bounds(
                Duration.ofSeconds(1),
                Duration.ofSeconds(2),
                3,
                4,
                Duration.ofSeconds(5),
                Bounds.DEFAULT.heldBytes()));
    assertThat(configuration.proxyOptions().listen().getAddress().isLoopbackAddress()).isTrue();
  }

  @Test
  void everythingOfMigrationsAndMcpArrives() throws IOException {
    Configuration configuration =
        folder.good(
            """
            upstreams:
              u: { host: 127.0.0.1, database: d, user: r }
              from: { host: 127.0.0.1, database: d, user: r }
              to: { host: 127.0.0.1, database: e, user: r }
            tiers: [read.yaml]
            principals: [ { name: agent, tier: read, password: x } ]
            mcp:
              - { name: m, listen: "127.0.0.1:0", principal: agent, password: x,
                  tokens: [a, "${env:SECRET}"], tools: tools/m.yaml }
            migrations:
              directory: migrations
              ledger: ../ledger
              production: u
              validation: to
              apply-as: { principal: agent, password: x }
              masking: { public.c.a: null, public.c.b: hash, public.c.c: "left(c, 1)", public.c.d: { constant: hash } }
              clone: { by: pg_dump, source: from, target: to, jobs: 8, temp: dumps, ttl: 24h }
              approvers: [ { name: release-manager, public-key: MCowBQYDK2VwAyEA2EdeIT4oOhTRe83eHrZ/e0UTaMZSExYoEH0UM6AzKyA= } ]
              approvals: { required: 1, not-author: false, expire: 2d }
            """);
    assertThat(configuration.mcp()).hasSize(1);
    assertThat(configuration.mcp().get(0).tokens()).hasSize(2);
    assertThat(configuration.mcp().get(0).tools()).isEqualTo(path.resolve("tools/m.yaml"));
    Migrations migrations = configuration.migrations().orElseThrow();
    assertThat(migrations.masking())
        .containsEntry("public.c.a", new Migrations.Mask.Null())
        .containsEntry("public.c.b", new Migrations.Mask.Hash())
        .containsEntry("public.c.c", new Migrations.Mask.Expression("left(c, 1)"))
        .containsEntry("public.c.d", new Migrations.Mask.Constant("hash"));
    assertThat(migrations.cloning())
        .contains(
            new Migrations.Clone(
                new Migrations.CloneBy.PgDump("from", 8, path.resolve("dumps")),
                "to",
                "postgres",
                Optional.of(Duration.ofHours(24))));
    assertThat(migrations.approvals())
        .isEqualTo(
            new ApprovalRules(
                List.of(
                    new Approver(
                        "release-manager",
                        Keys.ofBase64(
                                "MCowBQYDK2VwAyEA2EdeIT4oOhTRe83eHrZ/e0UTaMZSExYoEH0UM6AzKyA=")
                            .orElseThrow())),
                1,
                false,
                Duration.ofDays(2)));
  }

  @Test
  void aSecretFileIsReadAgainWhenItChanges() throws Exception {
    folder.write("secret", "first\n");
    Secret secret = secret("${file:secret}");
    assertThat(secret.reveal()).isEqualTo("first");
    folder.write("secret", "second\r\n");
    assertThat(secret.reveal()).isEqualTo("second");
    folder.write("secret", "third!\r\n");
    Files.setLastModifiedTime(path.resolve("secret"), FileTime.fromMillis(1_000));
    assertThat(secret.reveal()).isEqualTo("third!");
    Files.delete(path.resolve("secret"));
    assertThatThrownBy(secret::reveal)
        .isInstanceOf(SecretException.class)
        .hasMessage("there is no file " + path.resolve("secret"));
    assertThat(secret.toString()).doesNotContain("third");
  }

  @Test
  void aCommandIsAskedOnceAMinute() throws Exception {
    Path count = path.resolve("count");
    Secret secret = secret("${exec:echo x >> '" + count + "'; echo noise >&2; printf 'pw\\n'}");
    assertThat(count).doesNotExist();
    assertThat(secret.reveal()).isEqualTo("pw");
    assertThat(secret.reveal()).isEqualTo("pw");
    assertThat(Files.readAllLines(count)).hasSize(1);
    assertThat(secret.toString()).doesNotContain("pw");
  }

  @Test
  void aCommandThatHangsIsEndedWithWhatItStarted() throws Exception {
    Path pids = path.resolve("pids");
    Secret secret =
        new CommandSecret(
            "sleep 600 & echo $! > '%s'; wait".formatted(pids), "c.yaml", Duration.ofMillis(500));
    assertThatThrownBy(secret::reveal)
        .isInstanceOf(SecretException.class)
        .hasMessage("the command of ${exec:…} in c.yaml took longer than 500 ms");
    long pid = Long.parseLong(Files.readString(pids).strip());
    ProcessHandle.of(pid).ifPresent(sleep -> sleep.onExit().join());
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void aCommandThatPrintsNothingIsNoSecret() throws Exception {
    assertThatThrownBy(secret("${exec:true}")::reveal)
        .isInstanceOf(SecretException.class)
        .hasMessageEndingWith("gives nothing");
    assertThatThrownBy(secret("${exec:echo leaked; exit 1}")::reveal)
        .isInstanceOf(SecretException.class)
        .hasMessageEndingWith("failed")
        .message()
        .doesNotContain("leaked");
  }

  @Test
  void aFileThatIsNotThere() {
    Configuration.Loaded loaded = Configuration.load(path.resolve("none.yaml"));
    assertThat(((Configuration.Loaded.Bad) loaded).mistakes())
        .hasToString(
            "["
                + path.resolve("none.yaml")
                + ":1:1: cannot read this file: there is no such file or folder]");
  }

  private Secret secret(String text) throws IOException {
    return folder
        .good(
            """
            upstreams: { u: { host: 127.0.0.1, database: d, user: r, password: "%s" } }
            tiers: [read.yaml]
            principals: [ { name: agent, tier: read, password: x } ]
            """
                .formatted(text.replace("\\", "\\\\").replace("\"", "\\\"")))
        .upstreams()
        .get("u")
        .password()
        .orElseThrow();
  }
}
