package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * The conformance suite of MCP itself, those scenarios that a server of tools can pass. The others
 * want prompts, resources, sampling, elicitation or logging, which these servers do not have, or
 * tools with given names and words, which ours are not; of server-stateless and caching the checks
 * of such things are not counted.
 */
class McpConformanceTest {
  @TempDir static Path folder;
  private static CommandProcess demo;
  private static McpClient client;

  @BeforeAll
  static void start() throws Exception {
    demo = Demos.start(folder).awaitOutput(Demos.UP);
    client = new McpClient(folder);
    client.install();
  }

  @AfterAll
  static void stop() {
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

  private static String url() {
    return McpClient.url(demo, "prod-readonly");
  }
}
