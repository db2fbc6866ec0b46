package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Programs of others that speak MCP, from npm and with a node that is new enough for them. */
final class McpClient {
  private static final Path SCRIPTS = Path.of("src", "test", "js").toAbsolutePath();
  private static final Pattern URL = Pattern.compile("\"url\": \"(http://[^\"]+/mcp)\"");
  private static final Pattern FAILED = Pattern.compile("\\[([a-z0-9-]+) *\\]\\s+FAILURE");
  private static final Pattern PASSED = Pattern.compile("Passed: (\\d+)/");
  private static final long PATIENCE_SECONDS = 180;
  private static final long LINE_SECONDS = 60;

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

  /** What the lock file names; once a build, for the first class that asks, in any JVM. */
  void install() throws Exception {
    Path guard = Files.createDirectories(Path.of("target")).resolve("npm.lock");
    try (FileChannel file =
            FileChannel.open(guard, StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        FileLock lock = file.lock()) {
      assertThat(lock.isValid()).isTrue();
      installOnce();
    }
  }

  private void installOnce() throws Exception {
    byte[] lock = Files.readAllBytes(SCRIPTS.resolve("package-lock.json"));
    Path installed = SCRIPTS.resolve("node_modules/.installed-by");
    if (!Files.exists(installed) || !Arrays.equals(Files.readAllBytes(installed), lock)) {
      run(List.of("npm", "ci", "--no-audit", "--no-fund", "--silent"), true);
      Files.write(installed, lock);
    }
  }

  /** Runs a script of ours; what it printed. */
  String node(String script, List<String> arguments) throws Exception {
    List<String> command = new ArrayList<>(List.of(bin("node"), script));
    command.addAll(arguments);
    return run(command, true);
  }

  /** Inspector's command line; the target and the method, and what it printed. */
  JsonNode inspector(List<String> target, String... method) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                "env",
                "HOME=" + folder,
                "MCP_INSPECTOR_SECRET_STORE=memory",
                bin("node"),
                bin("mcp-inspector"),
                "--cli"));
    command.addAll(target);
    command.addAll(List.of(method));
    return new ObjectMapper().readTree(run(command, true));
  }

  /** Inspector's target for a command: an entry of a configuration, as other clients have it. */
  List<String> entry(List<String> command) throws IOException {
    ObjectNode server = new ObjectMapper().createObjectNode().put("command", command.get(0));
    ArrayNode arguments = server.putArray("args");
    command.subList(1, command.size()).forEach(arguments::add);
    ObjectNode servers = new ObjectMapper().createObjectNode();
    servers.putObject("mcpServers").set("local", server);
    Path file = Files.writeString(folder.resolve("servers.json"), servers.toString());
    return List.of("--config", file.toString(), "--server", "local");
  }

  /** The answer to a body that curl posts. */
  JsonNode curl(String url, String body, String... more) throws Exception {
    List<String> command = new ArrayList<>(List.of("curl", "-s", "-X", "POST", url, "-d", body));
    command.addAll(List.of(more));
    return new ObjectMapper().readTree(run(command, true));
  }

  /**
   * What a server over standard input and output answers to one request. Nothing else may come from
   * there, and it ends when its input does.
   */
  JsonNode converse(List<String> command, String request) throws Exception {
    Process server =
        new ProcessBuilder(command)
            .redirectError(Files.createTempFile(folder, "errors", ".txt").toFile())
            .start();
    try {
      BufferedReader from = server.inputReader(StandardCharsets.UTF_8);
      OutputStream to = server.getOutputStream();
      to.write((request + "\n").getBytes(StandardCharsets.UTF_8));
      to.flush();
      String answer = line(from);
      to.close();
      assertThat(line(from)).as("what comes after the answer").isNull();
      assertThat(server.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS)).as("it ended").isTrue();
      assertThat(server.exitValue()).isZero();
      return new ObjectMapper().readTree(answer);
    } finally {
      server.destroyForcibly();
    }
  }

  private static String line(BufferedReader reader) throws Exception {
    return CompletableFuture.supplyAsync(
            () -> {
              try {
                return reader.readLine();
              } catch (IOException e) {
                throw new UncheckedIOException(e);
              }
            })
        .get(LINE_SECONDS, TimeUnit.SECONDS);
  }

  /** A request with an id of its own. */
  static String request(String method, String params) {
    return "{\"jsonrpc\":\"2.0\",\"id\":7,\"method\":\"%s\",\"params\":%s}"
        .formatted(method, params);
  }

  /** A client's command that starts a server of its own, in front of the demo's proxy. */
  static List<String> stdio(CommandProcess demo, Path folder, String server) throws Exception {
    Path config = Files.writeString(folder.resolve("stdio.yaml"), configuration(demo, folder));
    return List.of(
        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
        "-cp",
        System.getProperty("java.class.path"),
        Main.class.getName(),
        "mcp",
        "--config",
        config.toString(),
        "--stdio",
        server);
  }

  /** The demo's configuration for what runs beside it: it names the port that its proxy took. */
  static String configuration(CommandProcess demo, Path folder) throws IOException {
    String port = demo.line("jdbc:").replaceAll(".*127\\.0\\.0\\.1:(\\d+)/.*", "$1");
    return Files.readString(folder.resolve("pgtier.yaml"))
        .replaceFirst(
            "proxy:\\s+listen: \"127.0.0.1:0\"", "proxy: { listen: \"127.0.0.1:" + port + "\" }");
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
      throw new AssertionError(
          "still running: %s; it printed %s%s"
              .formatted(command, Files.readString(output), Files.readString(errors)));
    }
    if (mustSucceed) {
      assertThat(process.exitValue())
          .as("%s: %s", command.get(0), Files.readString(errors, StandardCharsets.UTF_8))
          .isZero();
    }
    return Files.readString(output, StandardCharsets.UTF_8);
  }
}
