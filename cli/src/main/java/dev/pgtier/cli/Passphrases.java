package dev.pgtier.cli;

import dev.pgtier.cli.config.FileTrouble;
import java.io.Console;
import java.io.IOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Where the passphrase of a key comes from; never from the command line itself. */
public final class Passphrases {
  private static final Pattern SOURCE = Pattern.compile("\\$\\{(env|file):(.+)}");
  private static final int LONGEST = 4096;

  private Passphrases() {}

  /**
   * Reads a passphrase, at least one character.
   *
   * @param source {@code ${env:NAME}} or {@code ${file:PATH}}; empty to ask on the terminal
   * @param prompt for the terminal
   */
  public static char[] read(Optional<String> source, String prompt) throws CommandException {
    char[] secret = source.isPresent() ? from(source.get()) : ask(prompt);
    if (secret.length == 0) {
      throw new CommandException("the passphrase is empty");
    }
    return secret;
  }

  private static char[] ask(String prompt) throws CommandException {
    Console console =
        Optional.ofNullable(System.console())
            .orElseThrow(
                () ->
                    new CommandException(
                        "there is no terminal to ask for the passphrase; say --passphrase"
                            + " '${file:PATH}' or '${env:NAME}'"));
    char[] secret = console.readPassword("%s", prompt);
    if (secret == null) {
      throw new CommandException("no passphrase was given");
    }
    return secret;
  }

  private static char[] from(String source) throws CommandException {
    Matcher form = SOURCE.matcher(source);
    if (!form.matches()) {
      // Without the text: somebody may have put the passphrase itself there.
      throw new CommandException("a passphrase comes from ${env:NAME} or ${file:PATH}");
    }
    String name = form.group(2);
    if (form.group(1).equals("env")) {
      return Optional.ofNullable(System.getenv(name))
          .orElseThrow(() -> new CommandException("the environment has no variable " + name))
          .toCharArray();
    }
    try {
      byte[] bytes = Files.readAllBytes(Path.of(name));
      if (bytes.length > LONGEST) {
        throw new CommandException(name + " is too long for a passphrase");
      }
      CharBuffer text = StandardCharsets.UTF_8.decode(java.nio.ByteBuffer.wrap(bytes));
      return text.toString().replaceFirst("\r?\n\\z", "").toCharArray();
    } catch (IOException e) {
      throw new CommandException(
          "cannot read the passphrase from " + name + ": " + FileTrouble.of(e), e);
    }
  }
}
