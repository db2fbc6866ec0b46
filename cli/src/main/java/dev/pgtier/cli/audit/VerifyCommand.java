package dev.pgtier.cli.audit;

import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.verify.Report;
import dev.pgtier.audit.verify.Verifier;
import dev.pgtier.cli.CommandException;
import dev.pgtier.cli.config.FileTrouble;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ForkJoinPool;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code pgtier audit verify}: whether a log is whole, from its files and the public key alone. */
@Command(
    name = "verify",
    mixinStandardHelpOptions = true,
    sortOptions = false,
    description = {
      "Says whether an audit log is whole, and names the first record that was edited, deleted,"
          + " inserted, moved or cut off.",
      "",
      "It needs the log's files and the public key only, and changes nothing. The key, and"
          + " checkpoints that were kept elsewhere, should not come from the machine that wrote the"
          + " log: who could change the log could change them too."
    },
    footer = {
      "",
      "Example: pgtier audit verify audit-log --key audit.pub --checkpoint /mnt/witness/checkpoints"
    },
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:the log is whole, and sealed to its end",
      "  1:it is broken, as standard output says; or it cannot be read",
      "  2:it is whole, but nothing seals its last records; or the command line is wrong"
    })
public final class VerifyCommand implements Callable<Integer> {
  @Parameters(paramLabel = "DIR", description = "the directory of the log")
  private Path directory;

  @Option(
      names = "--key",
      paramLabel = "PUB",
      required = true,
      description = "a file with the public key as PEM; any of those that signed in turn")
  private Path key;

  @Option(
      names = "--checkpoint",
      paramLabel = "FILE",
      description = "checkpoints that were kept elsewhere; may be given more than once")
  private List<Path> checkpoints = List.of();

  @Override
  public Integer call() throws CommandException {
    if (!Files.isDirectory(directory)) {
      throw new CommandException(directory + " is no directory");
    }
    try {
      Report report =
          new Verifier(directory, publicKey(), checkpoints, ForkJoinPool.commonPool()).verify();
      System.out.println(report.text());
      return report.status().exitCode();
    } catch (NoSuchFileException e) {
      throw new CommandException("there is no file " + e.getFile(), e);
    } catch (IOException e) {
      throw new CommandException("cannot read the audit log: " + FileTrouble.of(e), e);
    }
  }

  private PublicKey publicKey() throws CommandException {
    String text;
    try {
      text = Files.readString(key, StandardCharsets.ISO_8859_1);
    } catch (IOException e) {
      throw new CommandException("cannot read the key " + key + ": " + FileTrouble.of(e), e);
    }
    return Keys.ofPem(text)
        .orElseThrow(
            () ->
                new CommandException(
                    key
                        + " holds no Ed25519 public key as PEM; pgtier audit public-key prints it"));
  }
}
