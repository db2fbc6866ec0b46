package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.cli.config.Configuration;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.ledger.Ledger;
import dev.pgtier.migrations.ledger.LedgerEntry;
import dev.pgtier.migrations.ledger.LedgerRecord;
import dev.pgtier.migrations.state.MigrationState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/**
 * One demo for all tests of the deploy tier; each leaves production and its schema as they were.
 */
final class DeployDemo implements AutoCloseable {
  static final String APPROVER = "release-manager";
  private static final long PATIENCE_SECONDS = 60;

  private final Path folder;
  private final CommandProcess demo;
  private final int port;
  private final String url;
  private Connection owner;
  private final Instant up;

  /** Gives a test's constructor the one that all share. */
  static final class Shared implements ParameterResolver {
    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext context) {
      return parameter.getParameter().getType() == DeployDemo.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext context) {
      return context
          .getRoot()
          .getStore(ExtensionContext.Namespace.GLOBAL)
          .getOrComputeIfAbsent(DeployDemo.class, key -> start(), DeployDemo.class);
    }

    private static DeployDemo start() {
      try {
        return new DeployDemo();
      } catch (Exception e) {
        throw new AssertionError("the demo does not start", e);
      }
    }
  }

  private DeployDemo() throws Exception {
    folder = Files.createTempDirectory("pgtier-deploy");
    port = Demos.freePort();
    List<String> arguments = new ArrayList<>(Demos.arguments(folder));
    arguments.set(arguments.indexOf("--port") + 1, Integer.toString(port));
    demo = CommandProcess.start(arguments.toArray(String[]::new));
    demo.awaitOutput(Demos.UP);
    url =
        "jdbc:postgresql://127.0.0.1:%s/shop_sandbox"
            .formatted(arguments.get(arguments.indexOf("--postgres-port") + 1));
    owner = own();
    up = Instant.now();
  }

  /** Waits until its clone is older than that. */
  void awaitAge(Duration age) throws InterruptedException {
    Thread.sleep(Math.max(0, Duration.between(Instant.now(), up.plus(age)).toMillis()));
  }

  /** Another session of the owner's, past the proxy. */
  Connection own() throws IOException, SQLException {
    String password = Files.readString(folder.resolve("secrets/deployer_owner")).strip();
    return DriverManager.getConnection(url, "deployer_owner", password);
  }

  CommandProcess process() {
    return demo;
  }

  Path folder() {
    return folder;
  }

  Path config() {
    return folder.resolve("pgtier.yaml");
  }

  int port() {
    return port;
  }

  // files, and what is done with them

  Path migrations() throws IOException {
    String line =
        Files.readAllLines(config()).stream()
            .filter(text -> text.strip().startsWith("directory: '"))
            .findFirst()
            .orElseThrow();
    return Path.of(line.substring(line.indexOf('\'') + 1, line.lastIndexOf('\'')));
  }

  Path write(String name, String text) throws IOException {
    return Files.writeString(migrations().resolve(name), text);
  }

  /** A clone of production as it is now, which ends all its sessions. */
  void cloneAnew() throws IOException, SQLException {
    assertThat(pgtier("clone", "--end-sessions")).isZero();
    owner = own();
  }

  int pgtier(String... words) {
    return pgtier(config(), words);
  }

  int pgtier(Path config, String... words) {
    List<String> all = new ArrayList<>(List.of(words));
    all.addAll(List.of("--config", config.toString()));
    return Main.run(all.toArray(String[]::new));
  }

  Path validate(String name, String text) throws IOException {
    Path file = write(name, text);
    assertThat(pgtier("migration", "validate", name)).isZero();
    return file;
  }

  Path approve(String name, String text) throws IOException {
    Path file = validate(name, text);
    approve(name);
    return file;
  }

  /** The approver agrees to what was validated last. */
  void approve(String name) throws IOException {
    Path passphrase = Files.writeString(folder.resolve("passphrase"), APPROVER);
    assertThat(
            pgtier(
                "migration",
                "approve",
                name,
                "--as",
                APPROVER,
                "--key",
                key().toString(),
                "--yes",
                "--passphrase",
                "${file:" + passphrase + "}"))
        .isZero();
  }

  Path key() {
    return folder.resolve("secrets").resolve(APPROVER + ".key");
  }

  // who deploys

  /** What psql says of a text that it sends as deployer. */
  String psql(String text) throws Exception {
    return psql(port, text);
  }

  String psql(int to, String text) throws Exception {
    Process process = startPsql(to, text);
    CompletableFuture.delayedExecutor(PATIENCE_SECONDS, TimeUnit.SECONDS)
        .execute(process::destroyForcibly);
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).isTrue();
    return said;
  }

  /** Begins to; its output is to be read. */
  Process startPsql(int to, String text) throws IOException {
    Path script = Files.writeString(folder.resolve("run.sql"), text);
    ProcessBuilder builder =
        new ProcessBuilder(
            "psql",
            "-X",
            "-q",
            "-v",
            "ON_ERROR_STOP=1",
            "-h",
            "127.0.0.1",
            "-p",
            Integer.toString(to),
            "-U",
            "deployer",
            "-d",
            "shop_sandbox",
            "-f",
            script.toString());
    builder.environment().put("PGPASSWORD", "deployer");
    return builder.redirectErrorStream(true).start();
  }

  Connection deployer(int to) throws SQLException {
    return DriverManager.getConnection(
        "jdbc:postgresql://127.0.0.1:%d/shop_sandbox?preferQueryMode=simple".formatted(to),
        "deployer",
        "deployer");
  }

  // production, past the proxy

  String production(String sql) throws SQLException {
    try (Statement statement = owner.createStatement();
        var result = statement.executeQuery(sql)) {
      return result.next() ? String.valueOf(result.getString(1)) : "no row";
    }
  }

  void change(String sql) throws SQLException {
    try (Statement statement = owner.createStatement()) {
      statement.execute(sql);
    }
  }

  /** Waits until production answers so. */
  void await(String sql, String answer) throws Exception {
    patiently().untilAsserted(() -> assertThat(production(sql)).as(sql).isEqualTo(answer));
  }

  /** What {@code migration status} says of a file. */
  String status(String name) throws Exception {
    MigrationFile file = MigrationFile.read(migrations(), name);
    Configuration configuration =
        ((Configuration.Loaded.Good) Configuration.load(config())).configuration();
    return MigrationState.of(
            records(),
            name,
            file.sha256(),
            configuration.migrations().orElseThrow().approvals(),
            Instant.now())
        .sentence();
  }

  List<LedgerEntry> records() throws Exception {
    return new Ledger(folder.resolve("ledger")).read();
  }

  /** Waits until the ledger has so many failures of a file as it is. */
  void awaitFailures(String name, int count) throws Exception {
    patiently().untilAsserted(() -> assertThat(failures(name)).isGreaterThanOrEqualTo(count));
  }

  private static ConditionFactory patiently() {
    return Awaitility.await()
        .pollInterval(Duration.ofMillis(20))
        .atMost(Duration.ofSeconds(PATIENCE_SECONDS));
  }

  private long failures(String name) throws Exception {
    String sha256 = MigrationFile.read(migrations(), name).sha256();
    return records().stream()
        .filter(
            it ->
                it.record() instanceof LedgerRecord.Failed failed
                    && failed.file().equals(name)
                    && failed.sha256().equals(sha256))
        .count();
  }

  @Override
  public void close() throws IOException, SQLException {
    owner.close();
    demo.close();
    try (Stream<Path> all = Files.walk(folder)) {
      for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
        Files.deleteIfExists(path);
      }
    }
  }
}
