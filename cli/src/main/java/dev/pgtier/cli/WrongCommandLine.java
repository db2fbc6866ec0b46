package dev.pgtier.cli;

import dev.pgtier.policies.yaml.Nearest;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** What is wrong with a command line, in one sentence with what was probably meant. */
final class WrongCommandLine {
  private WrongCommandLine() {}

  static String sentence(ParameterException e) {
    CommandLine line = e.getCommandLine();
    List<String> unmatched = unmatched(e);
    String said =
        unmatched.isEmpty()
            ? e.getMessage()
                .replaceFirst("^Error: ", "")
                .replaceAll(" is not an? (int|long)$", " is not a whole number")
            : unknown(unmatched.get(0), line);
    return "%s (%s --help says more)".formatted(said, line.getCommandSpec().qualifiedName());
  }

  /** What nothing here takes; a word that was mistyped is why another seems to be missing. */
  private static List<String> unmatched(ParameterException e) {
    if (e instanceof UnmatchedArgumentException unmatched) {
      return unmatched.getUnmatched();
    }
    return e instanceof MissingParameterException
        ? e.getCommandLine().getUnmatchedArguments()
        : List.of();
  }

  private static String unknown(String word, CommandLine line) {
    if (word.startsWith("-")) {
      List<String> options = new ArrayList<>();
      line.getCommandSpec().options().stream()
          .filter(option -> !option.hidden())
          .forEach(option -> options.addAll(List.of(option.names())));
      return "there is no option " + word + Nearest.hint(word, options, "");
    }
    Collection<String> commands = line.getSubcommands().keySet();
    return commands.isEmpty()
        ? "\"%s\" is one word too many".formatted(word)
        : "there is no command \"%s\"%s"
            .formatted(
                word, Nearest.hint(word, commands, "; there are " + String.join(", ", commands)));
  }
}
