package dev.pgtier.cli;

import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.AutoComplete;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code pgtier completion}: what makes a shell complete this command's words. */
@Command(
    name = "completion",
    mixinStandardHelpOptions = true,
    description = {
      "Prints a script that makes a shell complete commands, options and file names.",
      "",
      "It is read by the shell's start-up file, or kept where the shell looks for completions."
    },
    footer = {
      "",
      "Example: source <(pgtier completion bash)",
      "         pgtier completion bash > ~/.local/share/bash-completion/completions/pgtier",
      "         source <(pgtier completion zsh)"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {"  0:printed", "  2:the command line is wrong"})
final class CompletionCommand implements Callable<Integer> {
  /** What scripts are made for. */
  enum Shell {
    bash,
    zsh
  }

  @Parameters(paramLabel = "SHELL", description = "${COMPLETION-CANDIDATES}")
  private Shell shell;

  @Spec private CommandSpec spec;

  @Override
  public Integer call() {
    String script = AutoComplete.bash("pgtier", spec.root().commandLine());
    // The same for both: in zsh the script turns bash's way of completion on by itself.
    PrintWriter out = spec.commandLine().getOut();
    out.println("# For %s, made by pgtier completion.".formatted(shell));
    out.print(script);
    out.flush();
    return 0;
  }
}
