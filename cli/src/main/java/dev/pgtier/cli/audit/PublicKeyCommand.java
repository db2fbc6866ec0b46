package dev.pgtier.cli.audit;

import dev.pgtier.audit.KeyFiles;
import dev.pgtier.cli.CommandException;
import dev.pgtier.cli.config.FileTrouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pgtier audit public-key}: what whoever verifies must have. */
@Command(
    name = "public-key",
    mixinStandardHelpOptions = true,
    description = "Prints the public key of an audit log, to be kept on another machine.",
    footer = {"", "Example: pgtier audit public-key audit-log > audit.pub"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:printed",
      "  1:there is no key, or it cannot be read; standard error says why",
      "  2:the command line is wrong"
    })
public final class PublicKeyCommand implements Callable<Integer> {
  @Mixin private KeyPlace place;

  @Override
  public Integer call() throws CommandException {
    Path file = KeyFiles.publicKey(place.file());
    try {
      System.out.print(Files.readString(file, StandardCharsets.US_ASCII));
      return 0;
    } catch (IOException e) {
      throw new CommandException(
          "cannot read %s: %s; it is made when the log is first opened"
              .formatted(file, FileTrouble.of(e)),
          e);
    }
  }
}
