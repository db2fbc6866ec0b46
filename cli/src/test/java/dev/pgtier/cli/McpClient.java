package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs of others that speak MCP, from npm and with a node that is new enough for them. */
final class McpClient {
  private static final Path SCRIPTS = Path.of("src", "test", "js").toAbsolutePath();
  private static final Pattern URL = Pattern.compile("\"url\": \"(http://[^\"]+/mcp)\"");
  private static final Pattern FAILED = Pattern.compile("\\[([a-z0-9-]+) *\\]\\s+FAILURE");
  private static final Pattern PASSED = Pattern.compile("Passed: (\\d+)/");
  private static final long PATIENCE_SECONDS = 300;

  private final Path folder;

  /** Keeps what they print in the folder. */
  McpClient(Path folder) {
    this.folder = folder;
  }

  /** Where a server is, by what the demo printed for copying. */
  static String url(CommandProcess demo, String server) {
    Matcher url = URL.matcher(demo.line("\"" + server + "\""));
    assertThat(url.find()).isTrue();
    return url.group(1);
  }

  void install() throws Exception {
    run(List.of("npm", "ci", "--no-audit", "--no-fund", "--silent"), true);
  }

  /** Runs a script of ours; what it printed. */
  String node(String script, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(bin("node"), script));
    command.addAll(arguments);
    return run(command, true);
  }

  /** Runs any program that must succeed; what it printed. */
  String run(List<String> command) throws Exception {
    return run(command, true);
  }

  /** The checks of a scenario that failed. */
  List<String> conformance(String url, String version, String scenario) throws Exception {
    String output =
        run(
                List.of(
                    bin("node"),
                    "node_modules/@modelcontextprotocol/conformance/dist/index.js",
                    "server",
                    "--url",
                    url,
                    "--spec-version",
                    version,
                    "--scenario",
                    scenario),
                false)
            .replaceAll("\u001b\\[[0-9;]*m", "");
    Matcher passed = PASSED.matcher(output);
    assertThat(passed.find()).as(output).isTrue();
    assertThat(passed.group(1)).as(output).isNotEqualTo("0");
    return FAILED.matcher(output).results().map(found -> found.group(1)).toList();
  }

  private static String bin(String program) {
    return SCRIPTS.resolve("node_modules/.bin").resolve(program).toString();
  }

  private String run(List<String> command, boolean mustSucceed)
      throws IOException, InterruptedException {
    Path output = Files.createTempFile(folder, "output", ".txt");
    Path errors = Files.createTempFile(folder, "errors", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(SCRIPTS.toFile())
            .redirectOutput(output.toFile())
            .redirectError(errors.toFile())
            .start();
    if (!process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)) {
      process.destroyForcibly();
      throw new AssertionError("still running: " + command);
    }
    if (mustSucceed) {
      assertThat(process.exitValue())
          .as("%s: %s", command.get(0), Files.readString(errors, StandardCharsets.UTF_8))
          .isZero();
    }
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
