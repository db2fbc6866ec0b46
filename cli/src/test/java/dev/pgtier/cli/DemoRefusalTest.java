package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What keeps a demo from starting: one sentence, and nothing was touched. */
class DemoRefusalTest {
  @Test
  void takenPortIsNamedWithItsFlagBeforeAnythingStarts(@TempDir Path folder) throws Exception {
    try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      for (String flag : List.of("--port", "--admin-port", "--postgres-port")) {
        List<String> arguments = new ArrayList<>(Demos.arguments(folder));
        arguments.set(arguments.indexOf(flag) + 1, Integer.toString(other.getLocalPort()));
        CommandProcess demo = CommandProcess.run("", arguments.toArray(String[]::new));
        assertThat(demo.exitCode()).isEqualTo(1);
        assertThat(demo.errors())
            .contains("port " + other.getLocalPort(), "choose another with " + flag);
        if (Files.exists(Path.of("/proc/net/tcp"))) {
          assertThat(demo.errors()).contains("process " + ProcessHandle.current().pid());
        }
      }
    }
    assertThat(folder.resolve("postgres")).doesNotExist();
  }

  @Test
  void folderOfSomethingElseIsLeftAlone(@TempDir Path folder) throws Exception {
    Files.writeString(folder.resolve("thesis.txt"), "years of work");
    CommandProcess demo = CommandProcess.run("", Demos.arguments(folder).toArray(String[]::new));
    assertThat(demo.exitCode()).isEqualTo(1);
    assertThat(demo.errors()).contains("something else than a demo", "--dir").hasLineCount(1);
    try (Stream<Path> files = Files.list(folder)) {
      assertThat(files).containsExactly(folder.resolve("thesis.txt"));
    }
  }

  @Test
  void folderOfAnotherPostgresIsLeftAlone(@TempDir Path folder) throws Exception {
    Path marker = folder.resolve("pgtier-demo.properties");
    Files.writeString(marker, "postgresql=17\ncomplete=true\n");
    CommandProcess demo = CommandProcess.run("", Demos.arguments(folder).toArray(String[]::new));
    assertThat(demo.exitCode()).isEqualTo(1);
    assertThat(demo.errors()).contains("PostgreSQL 17", "brings 18").hasLineCount(1);
    assertThat(marker).hasContent("postgresql=17\ncomplete=true\n");
  }
}
