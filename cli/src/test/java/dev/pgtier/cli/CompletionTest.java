package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A real bash reads the script and completes what somebody began to type. */
class CompletionTest {
  /** Asks the function that the script registers for the command, as bash does when Tab is hit. */
  private static final String TAB =
      """
      compopt() { :; } # works only while Tab is being served
      source "$1"
      shift
      complete -p pgtier >/dev/null
      function=$(complete -p pgtier | sed 's/.* -F \\([^ ]*\\) .*/\\1/')
      COMP_WORDS=("$@")
      COMP_CWORD=$(($# - 1))
      COMP_LINE="$*"
      COMP_POINT=${#COMP_LINE}
      "$function" pgtier "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
      echo ${COMPREPLY[@]}
      """;

  @TempDir Path folder;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          pgtier mig            | migration
          pgtier migration ap   | approve apply
          pgtier audit verify --ch | --checkpoint
          pgtier serve --only m | mcp
          pgtier completion z   | zsh
          """)
  void bashCompletesCommandsAndOptions(String typed, String completed) throws Exception {
    Path script = Files.writeString(folder.resolve("completion"), script("bash"));
    List<String> command = new ArrayList<>(List.of("bash", "-euc", TAB, "bash", script.toString()));
    command.addAll(List.of(typed.split(" ", -1)));
    Process bash = new ProcessBuilder(command).redirectErrorStream(true).start();
    String said = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(said).isZero();
    assertThat(said.strip().split(" ")).containsExactlyInAnyOrder(completed.split(" "));
  }

  @Test
  void zshIsToldToReadBashsWay() {
    assertThat(script("zsh")).contains("bashcompinit").contains("complete -F _complete_pgtier");
  }

  private static String script(String shell) {
    CommandTree.Ran printed = CommandTree.run("completion", shell);
    assertThat(printed.exitCode()).isZero();
    return printed.output();
  }
}
