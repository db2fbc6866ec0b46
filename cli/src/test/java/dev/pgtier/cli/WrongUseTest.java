package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A mistake of whoever calls is one sentence that says what to do, and exit code 2. */
class WrongUseTest {
  /** Each command that cannot do without a configuration, with what else it must be told. */
  private static final Map<String, String> NEEDS_CONFIGURATION =
      new TreeMap<>(
          Map.ofEntries(
              Map.entry("pgtier serve", ""),
              Map.entry("pgtier clone", ""),
              Map.entry("pgtier mcp", "--stdio s"),
              Map.entry("pgtier decide", "--tier t --sql SELECT"),
              Map.entry("pgtier audit search", ""),
              Map.entry("pgtier audit tail", ""),
              Map.entry("pgtier audit export", "--format csv -o -"),
              Map.entry("pgtier migration validate", "a.sql"),
              Map.entry("pgtier migration status", ""),
              Map.entry("pgtier migration show", "a.sql"),
              Map.entry("pgtier migration approve", "a.sql --as anna --key k"),
              Map.entry("pgtier migration reject", "a.sql --as anna --key k --reason r"),
              Map.entry("pgtier migration apply", "a.sql"),
              Map.entry("pgtier migration rollback", "a.sql"),
              Map.entry("pgtier migration rotate-key", "")));

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          pgtier                         | Which command? demo, serve, check,
          pgtier audit                   | Which command? search, tail,
          pgtier migration               | Which command? validate, status,
          pgtier dmeo                    | there is no command "dmeo"; did you mean "demo"?
          pgtier xyz                     | there is no command "xyz"; there are demo, serve,
          pgtier audit serch x           | there is no command "serch"; did you mean "search"?
          pgtier --nonsense              | there is no option --nonsense (pgtier --help
          pgtier serve --confg x         | did you mean "--config"?
          pgtier demo --port             | '--port' (PORT)
          pgtier demo --port x           | 'x' is no port; there are 0 to 65535
          pgtier demo --port 65536       | '65536' is no port; there are 0 to 65535
          pgtier demo --mcp-port -1      | '-1' is no port; there are 0 to 65535
          pgtier password y              | "y" is one word too many
          pgtier completion fish         | [bash, zsh]
          pgtier audit search x --limit y | 'y' is not a whole number
          pgtier audit search x --limit 0 | --limit takes 1 to 100000
          pgtier migration apply a.sql   | '--config=FILE'
          pgtier migration apply a.sql --config c --retries=-1 | --retries takes 0 to 1000
          pgtier decide --config c --tier t --sql a --jsonl | mutually exclusive
          pgtier serve --config c --only all | [proxy, mcp]
          """)
  void wrongCommandLineIsOneSentence(String call, String said) {
    CommandTree.Ran wrong = CommandTree.run(CommandTree.words(call));
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.errors())
        .startsWith("pgtier: ")
        .contains(said, "--help says more)")
        .hasLineCount(1);
    assertThat(wrong.output()).isEmpty();
  }

  @Test
  void mistakeInAConfigurationEndsEveryCommandThatNeedsOneAlike(@TempDir Path folder)
      throws IOException {
    Path broken = Files.writeString(folder.resolve("pgtier.yaml"), "upstreems: {}\n");
    Path missing = folder.resolve("missing.yaml");
    List<String> all =
        CommandTree.names().stream()
            .filter(
                name -> CommandTree.command(name).getCommandSpec().findOption("--config") != null)
            // It tells mistakes as what it found, and 2 would mean that there are but warnings.
            .filter(name -> !name.equals("pgtier check"))
            .toList();
    assertThat(NEEDS_CONFIGURATION.keySet()).containsExactlyInAnyOrderElementsOf(all);
    NEEDS_CONFIGURATION.forEach(
        (name, more) -> {
          CommandTree.Ran wrong =
              CommandTree.run(CommandTree.words("%s %s --config %s".formatted(name, more, broken)));
          assertThat(wrong.exitCode()).as(name).isEqualTo(2);
          assertThat(wrong.errors())
              .as(name)
              .startsWith(broken + ":1:1: unknown key \"upstreems\"; did you mean \"upstreams\"?");
          CommandTree.Ran none =
              CommandTree.run(
                  CommandTree.words("%s %s --config %s".formatted(name, more, missing)));
          assertThat(none.exitCode()).as(name).isEqualTo(2);
          assertThat(none.errors())
              .as(name)
              .isEqualToIgnoringNewLines(
                  missing + ":1:1: cannot read this file: there is no such file or folder");
        });
  }
}
