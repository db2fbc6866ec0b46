package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MainTest {
  @ParameterizedTest
  @ValueSource(
      strings = {"demo", "serve", "check", "decide", "audit", "migration", "keygen", "password"})
  void helpOfEveryCommandHasAnExample(String command) throws Exception {
    CommandProcess help = CommandProcess.run("", command, "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(String.join("\n", help.output())).contains("Usage: pgtier " + command, "Example:");
    assertThat(help.errors()).isEmpty();
  }

  @Test
  void helpListsCommandsAndExitCodes() throws Exception {
    CommandProcess help = CommandProcess.run("", "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(String.join("\n", help.output()))
        .contains("demo", "serve", "check", "decide", "audit", "password", "Exit codes:", "130");
  }

  @Test
  void versionSaysCommit() throws Exception {
    CommandProcess version = CommandProcess.run("", "--version");
    assertThat(version.output())
        .singleElement()
        .asString()
        .matches(
            "pgtier \\d+\\.\\d+\\.\\d+ \\((commit [0-9a-f]{10,}(-dirty)?|built without Git)\\)");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "--nonsense", "nonsense", "demo --port", "demo --port x", "password y"})
  void wrongCommandLineIsOneSentence(String line) throws Exception {
    String[] arguments = line.isEmpty() ? new String[0] : line.split(" ", -1);
    CommandProcess wrong = CommandProcess.run("", arguments);
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.errors()).startsWith("pgtier: ").contains("--help").hasLineCount(1);
    assertThat(wrong.output()).isEmpty();
  }
}
