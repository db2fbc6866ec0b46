package dev.pgtier.cli;

import dev.pgtier.proxy.auth.ScramVerifier;
import java.io.BufferedReader;
import java.io.Console;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;

/** {@code pgtier password}: what a configuration file may hold in a password's place. */
@Command(
    name = "password",
    mixinStandardHelpOptions = true,
    description = {
      "Reads a password and prints its SCRAM-SHA-256 verifier, as PostgreSQL stores it.",
      "",
      "On a terminal it asks twice and shows nothing; from a pipe it reads one line."
    },
    footer = {"", "Example: pgtier password", "         pgtier password < password.txt"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:printed",
      "  1:there was no password, or none that can be used; standard error says why",
      "  2:the command line is wrong"
    })
final class PasswordCommand implements Callable<Integer> {
  /** What a decoder puts in the place of bytes that it cannot read. */
  private static final char REPLACEMENT = '\uFFFD';

  @Override
  public Integer call() throws CommandException, IOException {
    String password = standardInputIsTerminal() ? ask() : readLine();
    if (password.isEmpty()) {
      throw new CommandException("the password is empty; type or pipe one");
    }
    if (password.indexOf(REPLACEMENT) >= 0) {
      throw new CommandException(
          "the password is not text in this terminal's encoding (UTF-8 in a pipe)");
    }
    System.out.println(ScramVerifier.derive(password).text());
    return 0;
  }

  private static String ask() throws CommandException {
    // Before Java 22 there is none where standard output is not a terminal too.
    Console console =
        Optional.ofNullable(System.console())
            .orElseThrow(
                () ->
                    new CommandException(
                        "with its output redirected this command cannot hide what is typed; pipe"
                            + " the password in, or leave the output on the terminal"));
    char[] first = read(console, "Password: ");
    char[] second = read(console, "Again: ");
    try {
      if (!Arrays.equals(first, second)) {
        throw new CommandException("the two passwords differ; try again");
      }
      return new String(first);
    } finally {
      Arrays.fill(first, ' ');
      Arrays.fill(second, ' ');
    }
  }

  private static char[] read(Console console, String prompt) throws CommandException {
    char[] password = console.readPassword("%s", prompt);
    if (password == null) {
      throw new CommandException("no password was given");
    }
    return password;
  }

  private static String readLine() throws IOException {
    BufferedReader in =
        new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    String line = in.readLine();
    return line == null ? "" : line;
  }

  private static boolean standardInputIsTerminal() throws IOException {
    try {
      return new ProcessBuilder("test", "-t", "0").inheritIO().start().waitFor() == 0;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IOException("interrupted", e);
    }
  }
}
