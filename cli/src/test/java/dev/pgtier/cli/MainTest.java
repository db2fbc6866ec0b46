package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MainTest {
  @Test
  void helpListsCommandsAndExitCodes() throws Exception {
    CommandProcess help = CommandProcess.run("", "--help");
    assertThat(help.exitCode()).isZero();
    assertThat(String.join("\n", help.output()))
        .contains("demo", "serve", "check", "decide", "audit", "password", "Exit codes:", "130");
  }

  @Test
  void versionSaysCommitAndGrammar() throws Exception {
    CommandProcess version = CommandProcess.run("", "--version");
    assertThat(version.exitCode()).isZero();
    assertThat(version.output()).hasSize(3);
    assertThat(version.output().get(0))
        .matches(
            "pgtier \\d+\\.\\d+\\.\\d+ \\((commit [0-9a-f]{10,}(-dirty)?|built without Git)\\)");
    assertThat(version.output().get(1))
        .matches("grammar: PostgreSQL \\d+\\.\\d+, by libpg-query \\d+\\.\\d+\\.\\d+");
    assertThat(version.output().get(2)).isEqualTo("Java " + System.getProperty("java.version"));
  }

  @Test
  void wrongCommandLineEndsTheProcessWithTwo() throws Exception {
    CommandProcess wrong = CommandProcess.run("", "dmeo");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.errors()).startsWith("pgtier: ").contains("--help").hasLineCount(1);
    assertThat(wrong.output()).isEmpty();
  }
}
