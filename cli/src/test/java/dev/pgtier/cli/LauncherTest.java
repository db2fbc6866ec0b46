package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The launcher script in a source tree of its own, with a Maven and a Java that only note their
 * call.
 */
class LauncherTest {
  private static final String JAR = "cli/target/pgtier.jar";

  @TempDir Path scratch;
  private Path tree;
  private Path bin;
  private final Map<String, String> environment = new HashMap<>();

  @BeforeEach
  void makeTree() throws IOException {
    tree = Files.createDirectory(scratch.resolve("a tree"));
    bin = Files.createDirectories(scratch.resolve("jdk/bin"));
    Files.copy(Path.of("..", "pgtier"), tree.resolve("pgtier"));
    Files.createDirectories(tree.resolve("cli/src/main/java"));
    Files.writeString(tree.resolve("pom.xml"), "<project/>");
    Files.writeString(tree.resolve("cli/pom.xml"), "<project/>");
    age(Files.writeString(tree.resolve("cli/src/main/java/Main.java"), "class Main {}"));
    Files.writeString(scratch.resolve("jdk/release"), "JAVA_VERSION=\"17.0.9\"\n");
    program("java", "echo \"ran $*\"");
    program("javac", "");
    program("npm", "");
    program("mvn", "echo called >>'" + calls() + "'; touch '" + tree.resolve(JAR) + "'");
    for (Path path : List.of(tree.resolve("pom.xml"), tree.resolve("cli/pom.xml"))) {
      age(path);
    }
    for (String folder : List.of("cli/src/main/java", "cli/src/main")) {
      age(tree.resolve(folder));
    }
    environment.put("JAVA_HOME", scratch.resolve("jdk").toString());
    environment.put("PATH", bin + ":/usr/bin:/bin");
  }

  @Test
  void buildsOnceThenRunsTheJar() throws Exception {
    Result first = launch(tree.resolve("pgtier"), "demo", "--dir", "a b");
    assertThat(first.output()).contains("-jar " + tree.resolve(JAR) + " demo --dir a b");
    assertThat(first.errors()).contains("pgtier: building").doesNotContain("called");
    assertThat(first.output().lines()).hasSize(1);
    Result second = launch(tree.resolve("pgtier"), "--version");
    assertThat(second.errors()).isEmpty();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void buildsAgainWhenASourceChangedOrWentAway() throws Exception {
    launch(tree.resolve("pgtier"));
    Path source = tree.resolve("cli/src/main/java/Main.java");
    Files.setLastModifiedTime(source, FileTime.from(Instant.now().plusSeconds(60)));
    launch(tree.resolve("pgtier"));
    assertThat(builds()).isEqualTo(2);
    Files.delete(source);
    Path folder = source.getParent();
    Files.setLastModifiedTime(folder, FileTime.from(Instant.now().plusSeconds(60)));
    launch(tree.resolve("pgtier"));
    assertThat(builds()).isEqualTo(3);
  }

  @Test
  void worksThroughSymbolicLinksFromAnywhere() throws Exception {
    Path link = Files.createSymbolicLink(scratch.resolve("link"), Path.of("a tree", "pgtier"));
    Path linkToLink = Files.createSymbolicLink(bin.resolve("pgtier-linked"), link);
    assertThat(launch(linkToLink, "--help").output())
        .contains("-Dpgtier.home=" + tree.toRealPath(), "--help");
  }

  @Test
  void failedBuildShowsWhyAndRunsNothing() throws Exception {
    program("mvn", "echo '[ERROR] Main.java: cannot find symbol'; exit 1");
    Result failed = launch(tree.resolve("pgtier"), "demo");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.output()).isEmpty();
    assertThat(failed.errors())
        .contains("cannot find symbol", "the build failed", "pgtier-build.log");
    program("mvn", "echo called >>'" + calls() + "'; touch '" + tree.resolve(JAR) + "'");
    assertThat(launch(tree.resolve("pgtier")).exitCode()).isZero();
  }

  @Test
  void oldJavaIsRefusedInOneSentence() throws Exception {
    Files.writeString(scratch.resolve("jdk/release"), "JAVA_VERSION=\"11.0.2\"\n");
    assertThat(launch(tree.resolve("pgtier")).errors())
        .contains("Java 11.0.2", "needs 17")
        .hasLineCount(1);
    Files.delete(scratch.resolve("jdk/release"));
    program("java", "echo 'openjdk version \"1.8.0_402\"' >&2");
    assertThat(launch(tree.resolve("pgtier")).errors()).contains("1.8.0_402").hasLineCount(1);
    assertThat(builds()).isZero();
  }

  @Test
  void whatIsMissingIsNamedInOneSentence() throws Exception {
    Path tools = Files.createDirectory(scratch.resolve("tools"));
    for (String tool :
        List.of("dirname", "readlink", "sed", "find", "head", "mkdir", "rm", "cat")) {
      program(tools, tool, "exec '" + which(tool) + "' \"$@\"");
    }
    environment.put("PATH", tools.toString());
    assertThat(launch(tree.resolve("pgtier")).errors()).contains("no mvn").hasLineCount(1);
    Files.copy(bin.resolve("mvn"), tools.resolve("mvn"));
    assertThat(launch(tree.resolve("pgtier")).errors()).contains("no npm").hasLineCount(1);
    environment.remove("JAVA_HOME");
    assertThat(launch(tree.resolve("pgtier")).errors()).contains("no java").hasLineCount(1);
    environment.put("JAVA_HOME", "/nowhere");
    assertThat(launch(tree.resolve("pgtier")).errors()).contains("/nowhere").hasLineCount(1);
  }

  @Test
  void lockOfABuildThatWasKilledIsTakenOver() throws Exception {
    Path lock = Files.createDirectories(tree.resolve("cli/target/pgtier-build.lock"));
    Process ended = new ProcessBuilder("true").start();
    ended.waitFor();
    Files.writeString(lock.resolve("pid"), Long.toString(ended.pid()));
    assertThat(launch(tree.resolve("pgtier")).exitCode()).isZero();
    assertThat(lock).doesNotExist();
    assertThat(builds()).isEqualTo(1);
  }

  @Test
  void signalReachesTheCommandItself() throws Exception {
    program("java", "trap 'echo got it; exit 7' TERM; echo started; while :; do sleep 0.1; done");
    launchOnly();
    Process process = start(tree.resolve("pgtier"), List.of());
    try (var reader = process.inputReader(StandardCharsets.UTF_8)) {
      assertThat(reader.readLine()).isEqualTo("started");
      process.toHandle().destroy();
      assertThat(reader.readLine()).isEqualTo("got it");
      assertThat(process.waitFor()).isEqualTo(7);
    }
  }

  /** Makes a jar that is up to date, so that nothing is built. */
  private void launchOnly() throws IOException {
    Files.createDirectories(tree.resolve("cli/target"));
    Files.writeString(tree.resolve(JAR), "");
    Files.writeString(tree.resolve("cli/target/pgtier.built"), "");
  }

  private record Result(int exitCode, String output, String errors) {}

  private Result launch(Path script, String... arguments) throws Exception {
    Process process = start(script, List.of(arguments));
    process.getOutputStream().close();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    return new Result(
        process.exitValue(),
        new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
        new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
  }

  private Process start(Path script, List<String> arguments) throws IOException {
    List<String> command = new ArrayList<>(List.of("/bin/sh", script.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).directory(Path.of("/").toFile());
    builder.environment().clear();
    builder.environment().putAll(environment);
    return builder.start();
  }

  private void program(String name, String script) throws IOException {
    program(bin, name, script);
  }

  private static void program(Path folder, String name, String script) throws IOException {
    Path file = Files.writeString(folder.resolve(name), "#!/bin/sh\n" + script + "\n");
    assertThat(file.toFile().setExecutable(true)).isTrue();
  }

  private Path calls() {
    return scratch.resolve("calls");
  }

  private int builds() throws IOException {
    return Files.exists(calls()) ? Files.readAllLines(calls()).size() : 0;
  }

  private static Path which(String tool) {
    Path bin = Path.of("/bin", tool);
    return Files.exists(bin) ? bin : Path.of("/usr/bin", tool);
  }

  private static void age(Path path) throws IOException {
    Files.setLastModifiedTime(path, FileTime.from(Instant.now().minusSeconds(3600)));
  }
}
