package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;

/**
 * The documents' commands, in the documents' order, against one demo: they end as it is written,
 * and print what is written below them. What a block does stays done for those after it; one that
 * is a JDBC URL is connected to.
 */
class DocumentedCommandsTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();

  /** As somebody would read them; what approves a migration is before what audits it. */
  private static final List<String> DOCUMENTS =
      List.of(
          "README.md",
          "docs/errors.md",
          "docs/mcp.md",
          "docs/policies.md",
          "docs/configuration.md",
          "docs/commands.md",
          "docs/metrics.md",
          "docs/migrations.md",
          "docs/audit.md");

  private static final List<String> LINKED = List.of("policies", "migrations", "docs");

  /** A block that asks for input gets none, and one that never ends is a mistake of the block. */
  private static final long PATIENCE_SECONDS = 120;

  /** A folder like the source tree, with a demo in it. */
  @TempDir static Path tree;

  private static CommandProcess demo;
  private static final Map<String, String> PORTS = new LinkedHashMap<>();

  @BeforeAll
  static void start() throws Exception {
    Path data = tree.resolve("demo-data");
    // Its commands look for the proxy where the file says, so that must be a port.
    String proxy = Integer.toString(Demos.freePort());
    List<String> arguments = new ArrayList<>(Demos.arguments(data));
    arguments.set(arguments.indexOf("--port") + 1, proxy);
    demo = CommandProcess.start(arguments.toArray(String[]::new));
    demo.awaitOutput(Demos.UP);
    PORTS.put("6432", proxy);
    PORTS.put("3333", port(quoted("prod-readonly")));
    PORTS.put("3334", port(quoted("validate-write")));
    PORTS.put("9632", port(demo.line("/health")));
    for (String folder : LINKED) {
      Files.createSymbolicLink(tree.resolve(folder), ROOT.resolve(folder));
    }
    Path command =
        Files.writeString(
            tree.resolve("pgtier"),
            """
            #!/bin/sh
            exec '%s' -XX:TieredStopAtLevel=1 -XX:+UseSerialGC -cp '%s' %s "$@"
            """
                .formatted(
                    Path.of(System.getProperty("java.home"), "bin", "java"),
                    System.getProperty("java.class.path"),
                    Main.class.getName()));
    assertThat(command.toFile().setExecutable(true)).isTrue();
  }

  @AfterAll
  static void stop() throws IOException {
    demo.close();
    for (String folder : LINKED) {
      Files.deleteIfExists(tree.resolve(folder));
    }
  }

  @TestFactory
  Stream<DynamicTest> blocks() throws IOException {
    List<DynamicTest> tests = new ArrayList<>();
    for (String document : DOCUMENTS) {
      List<MarkedBlock> blocks = MarkedBlock.of(ROOT.resolve(document));
      assertThat(blocks).as("marked blocks of " + document).isNotEmpty();
      blocks.forEach(block -> tests.add(DynamicTest.dynamicTest(block.place(), () -> run(block))));
    }
    return tests.stream();
  }

  private static void run(MarkedBlock block) throws Exception {
    if (block.script().startsWith("jdbc:")) {
      try (Connection connection = DriverManager.getConnection(here(block.script()))) {
        assertThat(Demos.rows(connection, "SELECT count(*) > 0 FROM orders")).containsExactly("t");
      }
      return;
    }
    Path output = tree.resolve("output");
    ProcessBuilder bash =
        new ProcessBuilder("bash", "-euo", "pipefail", "-c", here(block.script()))
            .directory(tree.toFile())
            .redirectInput(Path.of("/dev/null").toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile());
    bash.environment().merge("PATH", tree.toString(), (path, own) -> own + ":" + path);
    bash.environment().put("PSQLRC", "/dev/null");
    Process process = bash.start();
    boolean ended = process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.descendants().forEach(ProcessHandle::destroy);
      process.destroy();
    }
    String said = Files.readString(output, StandardCharsets.UTF_8);
    assertThat(ended).as("ended, having said: " + said).isTrue();
    assertThat(process.exitValue()).as(block.script() + "\n" + said).isEqualTo(block.exitCode());
    assertThat(block.missing(said.lines().toList()))
        .as("a line of what the document shows is not in its place in\n" + said)
        .isEmpty();
  }

  /** With the ports of this demo, whose own are free ones. */
  private static String here(String script) {
    String here = script;
    for (Map.Entry<String, String> port : PORTS.entrySet()) {
      here = here.replaceAll("\\b" + port.getKey() + "\\b", port.getValue());
    }
    return here;
  }

  private static String quoted(String server) {
    return demo.line("\"" + server + "\"").replaceAll(".*\"(http[^\"]*)\".*", "$1");
  }

  private static String port(String url) {
    return Integer.toString(URI.create(url).getPort());
  }
}
