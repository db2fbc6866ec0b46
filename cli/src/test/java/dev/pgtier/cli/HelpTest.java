package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParseResult;

/** {@code --help} of every command of every level; a new one is in these tests by being there. */
class HelpTest {
  static List<String> names() {
    return CommandTree.names();
  }

  @ParameterizedTest
  @MethodSource("names")
  void isPrintedAndEndsWell(String name) {
    String[] words = CommandTree.words(name + " --help");
    CommandTree.Ran help = CommandTree.run(words);
    assertThat(help.exitCode()).isZero();
    assertThat(help.output()).startsWith("Usage: " + name).contains("Example: ", "Exit codes:");
    assertThat(help.errors()).isEmpty();
  }

  @ParameterizedTest
  @MethodSource("names")
  void showsCallsThatTheCommandTakes(String name) {
    List<String> examples = CommandTree.examples(name);
    assertThat(examples).isNotEmpty().allMatch(example -> (example + " ").startsWith(name + " "));
    for (String example : examples) {
      ParseResult parsed = Main.commandLine().parseArgs(CommandTree.words(example));
      while (parsed.hasSubcommand()) {
        parsed = parsed.subcommand();
      }
      String called = parsed.commandSpec().qualifiedName();
      assertThat(called).as(example).startsWith(name);
      boolean group = !CommandTree.command(name).getSubcommands().isEmpty();
      assertThat(called.equals(name)).as("%s of %s", example, name).isNotEqualTo(group);
    }
  }

  @ParameterizedTest
  @MethodSource("names")
  void saysWhatEachExitCodeMeans(String name) {
    CommandLine command = CommandTree.command(name);
    Stream<String> codes =
        command.getCommandSpec().usageMessage().exitCodeList().entrySet().stream()
            .map(
                code -> {
                  assertThat(code.getValue()).isNotBlank();
                  return code.getKey().strip();
                });
    assertThat(codes).contains(command.getSubcommands().isEmpty() ? "0" : "2").contains("2");
  }

  @ParameterizedTest
  @MethodSource("names")
  void explainsEachOptionAndEachParameter(String name) {
    CommandSpec spec = CommandTree.command(name).getCommandSpec();
    assertThat(spec.usageMessage().description()).isNotEmpty();
    assertThat(spec.options())
        .filteredOn(option -> !option.hidden())
        .allSatisfy(option -> assertThat(option.description()).isNotEmpty());
    assertThat(spec.positionalParameters())
        .allSatisfy(parameter -> assertThat(parameter.description()).isNotEmpty());
  }
}
