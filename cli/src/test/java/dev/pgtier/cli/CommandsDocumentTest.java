package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** docs/commands.md has the commands' own help and exit codes. */
class CommandsDocumentTest {
  private static final Path DOCUMENT = Path.of("..", "docs", "commands.md");
  private static final String RENEW =
      "mvn -B -ntp -pl cli -am test -Dtest=CommandsDocumentTest"
          + " -Dsurefire.failIfNoSpecifiedTests=false -Dpgtier.renew=true";
  private static final List<String> COLUMNS = List.of("0", "1", "2", "3");
  private static final int WIDTH = 110;

  @Test
  void hasEveryCommandAsItsHelpSaysIt() throws IOException {
    String text = Files.readString(DOCUMENT);
    String renewed = between(between(text, "exit codes", exitCodes()), "help", help());
    if (Boolean.getBoolean("pgtier.renew")) {
      Files.writeString(DOCUMENT, renewed);
    }
    assertThat(Files.readString(DOCUMENT))
        .as("differs from the commands; to renew it: " + RENEW)
        .isEqualTo(renewed);
  }

  private static String between(String text, String part, String content) {
    String begin = "<!-- %s: made from the commands -->\n".formatted(part);
    int start = text.indexOf(begin) + begin.length();
    assertThat(start).as(part).isGreaterThanOrEqualTo(begin.length());
    return text.substring(0, start) + content + text.substring(text.indexOf("<!-- end -->", start));
  }

  private static String exitCodes() {
    StringBuilder table =
        new StringBuilder("\n| command | 0 | 1 | 2 | 3 |\n|---|---|---|---|---|\n");
    for (String name : CommandTree.names()) {
      CommandLine command = CommandTree.command(name);
      if (command.getSubcommands().isEmpty()) {
        Map<String, String> codes = codes(command);
        table.append(
            COLUMNS.stream()
                .map(code -> codes.getOrDefault(code, ""))
                .collect(Collectors.joining(" | ", "| `" + name + "` | ", " |\n")));
      }
    }
    return table.append('\n').toString();
  }

  private static Map<String, String> codes(CommandLine command) {
    Map<String, String> codes = new TreeMap<>();
    command
        .getCommandSpec()
        .usageMessage()
        .exitCodeList()
        .forEach((code, meaning) -> codes.put(code.strip(), meaning));
    return codes;
  }

  private static String help() {
    StringBuilder all = new StringBuilder();
    for (String name : CommandTree.names()) {
      CommandLine command = CommandTree.command(name);
      command.setUsageHelpAutoWidth(false);
      command.setUsageHelpWidth(WIDTH);
      String help =
          command
              .getUsageMessage(Ansi.OFF)
              .lines()
              .map(String::stripTrailing)
              .collect(Collectors.joining("\n"));
      all.append("\n## %s\n\n```\n%s\n```\n".formatted(name, help.strip()));
    }
    return all.append('\n').toString();
  }
}
