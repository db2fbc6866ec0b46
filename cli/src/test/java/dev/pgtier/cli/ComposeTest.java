package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.yaml.snakeyaml.LoaderOptions;
import org.yaml.snakeyaml.Yaml;
import org.yaml.snakeyaml.constructor.SafeConstructor;

/**
 * What docker-compose.yml and its neighbours name is there. docker/prove needs a Docker engine;
 * this does not.
 */
class ComposeTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Path DOCKER = ROOT.resolve("docker");
  private static final Pattern METRIC = Pattern.compile("\\bpgtier_[a-z_]+");

  private static Map<String, Map<String, Object>> services;
  private static Map<String, Map<String, String>> secrets;

  @BeforeAll
  @SuppressWarnings("unchecked") // the file is our own
  static void read() throws IOException {
    Map<String, Object> compose =
        new Yaml(new SafeConstructor(new LoaderOptions()))
            .load(Files.readString(ROOT.resolve("docker-compose.yml")));
    services = (Map<String, Map<String, Object>>) compose.get("services");
    secrets = (Map<String, Map<String, String>>) compose.get("secrets");
  }

  @Test
  void whateverIsMountedIsThere() {
    for (Map<String, Object> service : services.values()) {
      for (String volume : strings(service.get("volumes"))) {
        if (volume.startsWith("./")) {
          assertThat(ROOT.resolve(volume.substring(0, volume.indexOf(':')))).exists();
          assertThat(volume).endsWith(":ro");
        }
      }
    }
  }

  @Test
  void everySecretIsDeclaredAndMade() throws IOException {
    String prepare = Files.readString(DOCKER.resolve("prepare"));
    Set<String> used = new TreeSet<>();
    services.values().forEach(service -> used.addAll(strings(service.get("secrets"))));
    assertThat(used).isEqualTo(new TreeSet<>(secrets.keySet())).hasSizeGreaterThan(10);
    for (String name : used) {
      assertThat(secrets.get(name)).containsEntry("file", "docker/secrets/" + name);
      assertThat(prepare).containsPattern("[ /\"]" + Pattern.quote(name) + "\\b");
    }
  }

  @Test
  void pgtierHasTheSecretsThatItsConfigurationNames() throws IOException {
    Set<String> named =
        Pattern.compile("/run/secrets/([a-z._-]+)")
            .matcher(Files.readString(DOCKER.resolve("pgtier.yaml")))
            .results()
            .map(match -> match.group(1))
            .collect(Collectors.toCollection(TreeSet::new));
    assertThat(new TreeSet<>(strings(services.get("pgtier").get("secrets")))).isEqualTo(named);
  }

  @Test
  void itsConfigurationIsOne(@TempDir Path folder) throws Exception {
    Path secret = Files.createDirectory(folder.resolve("secrets"));
    for (String name : strings(services.get("pgtier").get("secrets"))) {
      Files.writeString(secret.resolve(name), "a secret");
    }
    String configuration = Files.readString(DOCKER.resolve("pgtier.yaml"));
    Path file =
        Files.writeString(
            folder.resolve("pgtier.yaml"),
            configuration.replace("/run/secrets", secret.toString()));
    Files.createSymbolicLink(folder.resolve("tiers"), ROOT.resolve("policies/tiers"));
    Files.createSymbolicLink(folder.resolve("tools"), ROOT.resolve("policies/tools"));
    Files.createSymbolicLink(folder.resolve("migrations"), ROOT.resolve("migrations"));
    CommandProcess decided =
        CommandProcess.run(
            "", "decide", "--config", file.toString(), "--tier", "inspect", "--sql", "SELECT 1");
    assertThat(decided.errors()).doesNotContain("pgtier.yaml");
    assertThat(decided.exitCode()).isZero();
  }

  @Test
  void pgtierRunsWithoutRights() {
    assertThat(services.get("pgtier"))
        .containsEntry("read_only", true)
        .containsEntry("cap_drop", List.of("ALL"))
        .containsEntry("security_opt", List.of("no-new-privileges:true"));
    services.forEach(
        (name, service) ->
            assertThat(strings(service.get("ports")))
                .as(name)
                .allMatch(port -> port.startsWith("127.0.0.1:")));
  }

  @Test
  void dashboardAndAlertsAskForMetricsThatAreDocumented() throws IOException {
    Set<String> known = metrics(Files.readString(ROOT.resolve("docs/metrics.md")));
    for (Path file :
        List.of(DOCKER.resolve("grafana/dashboards/pgtier.json"), DOCKER.resolve("alerts.yml"))) {
      Set<String> asked = metrics(Files.readString(file));
      assertThat(asked).hasSizeGreaterThan(4);
      assertThat(known).as(file.toString()).containsAll(asked);
    }
  }

  private static Set<String> metrics(String text) {
    return METRIC
        .matcher(text)
        .results()
        .map(MatchResult::group)
        .map(name -> name.replaceFirst("_bucket$", ""))
        .collect(Collectors.toCollection(TreeSet::new));
  }

  private static List<String> strings(Object list) {
    return list == null ? List.of() : ((List<?>) list).stream().map(Object::toString).toList();
  }

  @Test
  void theScriptSaysHowItIsUsed() throws Exception {
    Process prove =
        new ProcessBuilder("bash", DOCKER.resolve("prove").toString(), "--wrong")
            .redirectErrorStream(true)
            .start();
    try (Stream<String> lines = prove.inputReader().lines()) {
      assertThat(lines.toList()).anyMatch(line -> line.contains("docker/prove [--keep]"));
    }
    assertThat(prove.waitFor()).isEqualTo(2);
  }
}
