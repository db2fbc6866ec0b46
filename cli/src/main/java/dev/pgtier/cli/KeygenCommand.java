package dev.pgtier.cli;

import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.seal.SigningKey;
import dev.pgtier.cli.config.FileTrouble;
import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pgtier keygen}: a pair of keys for an approver. */
@Command(
    name = "keygen",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Makes an approver's pair of Ed25519 keys: a file that only its owner can read, encrypted by a"
          + " passphrase, and on standard output the public key for the configuration.",
      "",
      "Do it on the approver's own machine; the file need not leave it."
    },
    footer = {
      "",
      "Example: pgtier keygen approver.key",
      "         pgtier keygen approver.key --passphrase '$${file:/run/secrets/passphrase}'"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:done",
      "  1:it failed; standard error says why",
      "  2:the command line is wrong"
    })
final class KeygenCommand implements Callable<Integer> {
  private static final int SHORTEST = 8;

  @Parameters(paramLabel = "KEY", description = "the file to make; it must not be there")
  private Path file;

  @Option(
      names = "--passphrase",
      paramLabel = "SOURCE",
      description =
          "where the passphrase is, as $${env:NAME} or $${file:PATH}; without it the terminal is"
              + " asked twice")
  private Optional<String> source = Optional.empty();

  @Override
  public Integer call() throws CommandException {
    char[] passphrase = Passphrases.read(source, "Passphrase: ");
    try {
      if (passphrase.length < SHORTEST) {
        throw new CommandException(
            "a passphrase has at least "
                + SHORTEST
                + " characters; whoever has the file can guess");
      }
      if (source.isEmpty()) {
        again(passphrase);
      }
      SigningKey key = SigningKey.generate();
      key.write(file, passphrase);
      System.out.println(Keys.base64(key.publicKey()));
      System.err.println(
          "key %s is in %s; the line on standard output is its public-key in the configuration"
              .formatted(key.id(), file));
      return 0;
    } catch (FileAlreadyExistsException e) {
      throw new CommandException(file + " is there already; name another file", e);
    } catch (IOException e) {
      throw new CommandException("cannot make " + file + ": " + FileTrouble.of(e), e);
    } finally {
      Arrays.fill(passphrase, ' ');
    }
  }

  private static void again(char[] passphrase) throws CommandException {
    char[] second = Passphrases.read(Optional.empty(), "Again: ");
    try {
      if (!Arrays.equals(passphrase, second)) {
        throw new CommandException("the two passphrases differ; try again");
      }
    } finally {
      Arrays.fill(second, ' ');
    }
  }
}
