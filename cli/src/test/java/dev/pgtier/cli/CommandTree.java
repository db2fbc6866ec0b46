package dev.pgtier.cli;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.Help.Ansi;

/** All commands, of every level, and what each of them says, without a process. */
final class CommandTree {
  /** What a command line left behind. */
  record Ran(int exitCode, String output, String errors) {}

  private static final Pattern EXAMPLES = Pattern.compile("(?ms)^Example: (.*?)(?=^\\S|^$|\\z)");
  private static final Pattern CALL = Pattern.compile("pgtier [^|<>)\\n]*");
  private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");
  private static final int WIDE = 1_000;

  private CommandTree() {}

  /** {@code pgtier}, {@code pgtier audit}, {@code pgtier audit search} and so on. */
  static List<String> names() {
    return all(Main.commandLine()).map(line -> line.getCommandSpec().qualifiedName()).toList();
  }

  static CommandLine command(String name) {
    return all(Main.commandLine())
        .filter(line -> line.getCommandSpec().qualifiedName().equals(name))
        .findFirst()
        .orElseThrow();
  }

  /** The calls of this command that its help shows, as they would be typed. */
  static List<String> examples(String name) {
    CommandLine command = command(name);
    command.setUsageHelpAutoWidth(false);
    command.setUsageHelpWidth(WIDE);
    List<String> examples = new ArrayList<>();
    EXAMPLES
        .matcher(command.getUsageMessage(Ansi.OFF))
        .results()
        .flatMap(found -> CALL.matcher(found.group(1)).results())
        .forEach(call -> examples.add(call.group().strip()));
    return examples;
  }

  /** The words of a line behind {@code pgtier}, as a shell takes them apart. */
  static String[] words(String call) {
    return WORD.matcher(call.substring("pgtier".length()))
        .results()
        .map(word -> word.group(1) != null ? word.group(1) : word.group(2))
        .toArray(String[]::new);
  }

  static Ran run(String... words) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    int exitCode =
        Main.commandLine()
            .setOut(new PrintWriter(out, true))
            .setErr(new PrintWriter(err, true))
            .execute(words);
    return new Ran(exitCode, out.toString(), err.toString());
  }

  private static Stream<CommandLine> all(CommandLine line) {
    Set<CommandLine> below = new LinkedHashSet<>(line.getSubcommands().values());
    return Stream.concat(Stream.of(line), below.stream().flatMap(CommandTree::all));
  }
}
