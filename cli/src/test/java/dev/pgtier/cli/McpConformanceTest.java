package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.cli.config.Configuration;
import dev.pgtier.cli.mcp.McpServers;
import dev.pgtier.cli.mcp.RunningServers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The conformance suite of MCP itself, those scenarios that a server of tools can pass: against the
 * demo's server, and where the suite calls tools by their names, against one that has those. The
 * others want prompts, resources, pictures, sampling, elicitation or logging, which these servers
 * do not have; of server-stateless and caching the checks of such things are not counted.
 */
class McpConformanceTest {
  @TempDir static Path folder;
  private static CommandProcess demo;
  private static RunningServers fixture;
  private static McpClient client;

  @BeforeAll
  static void start() throws Exception {
    demo = Demos.start(folder).awaitOutput(Demos.UP);
    client = new McpClient(folder);
    client.install();
    Path tools = Path.of("src/test/resources/dev/pgtier/cli/conformance/tools.yaml");
    Path config =
        Files.writeString(
            folder.resolve("conformance.yaml"),
            McpClient.configuration(demo, folder)
                .replace("tools/validate-write.yaml", "'" + tools.toAbsolutePath() + "'"));
    Configuration configuration = ConfigurationException.load(config).configuration();
    McpServers servers = new McpServers(configuration, config, "test");
    assertThat(servers.mistakes()).isEmpty();
    fixture = servers.start(ProxyAddress.of(config, configuration));
  }

  @AfterAll
  static void stop() {
    fixture.close();
    demo.close();
  }

  @ParameterizedTest
  @CsvSource({
    "2025-11-25, server-initialize",
    "2025-11-25, server-session-lifecycle",
    "2025-11-25, ping",
    "2025-11-25, tools-list",
    "2025-11-25, dns-rebinding-protection",
    "2026-07-28, tools-list",
    "2026-07-28, http-header-validation",
    "2026-07-28, dns-rebinding-protection",
    "2026-07-28, server-sse-multiple-streams",
    "2026-07-28, input-required-result-unsupported-methods",
  })
  void scenarioPasses(String version, String scenario) throws Exception {
    assertThat(client.conformance(url(), version, scenario)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "server-stateless, sep-2575-server-rejects-undeclared-capability"
        + " sep-2575-missing-capability-http-400"
        + " sep-2575-http-server-no-independent-requests-on-stream"
        + " sep-2575-server-no-log-without-loglevel",
    "caching, sep-2549-prompts-list-caching-hints sep-2549-resources-list-caching-hints"
        + " sep-2549-resources-templates-list-caching-hints",
  })
  void scenarioPassesButForWhatIsNotHere(String scenario, String notHere) throws Exception {
    assertThat(client.conformance(url(), "2026-07-28", scenario))
        .isSubsetOf(List.of(notHere.split(" ", -1)));
  }

  @ParameterizedTest
  @CsvSource({
    "2025-11-25, tools-call-simple-text",
    "2025-11-25, tools-call-error",
    "2025-11-25, tools-call-with-progress",
    "2025-11-25, json-schema-2020-12",
    "2026-07-28, tools-call-simple-text",
    "2026-07-28, tools-call-error",
    "2026-07-28, tools-call-with-progress",
    "2026-07-28, json-schema-2020-12",
    "2026-07-28, http-custom-header-server-validation",
  })
  void scenarioWithToolsOfItsOwnPasses(String version, String scenario) throws Exception {
    String url = fixture.urls().get("validate-write");
    assertThat(client.conformance(url, version, scenario)).isEmpty();
  }

  private static String url() {
    return McpClient.url(demo, "prod-readonly");
  }
}
