package dev.pgtier.cli.migration;

import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.seal.SigningKey;
import dev.pgtier.cli.CommandException;
import dev.pgtier.cli.Passphrases;
import dev.pgtier.cli.config.FileTrouble;
import dev.pgtier.migrations.state.Approver;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Optional;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** What approve and reject share: who signs what with which key. */
final class Signer {
  @Parameters(paramLabel = "MIGRATION", description = "a file of the migrations directory")
  private String file;

  @Option(
      names = "--as",
      required = true,
      paramLabel = "NAME",
      description = "the approver, as the configuration calls them")
  private String name;

  @Option(
      names = "--key",
      required = true,
      paramLabel = "KEY",
      description = "the file that pgtier keygen made")
  private Path key;

  @Option(
      names = "--passphrase",
      paramLabel = "SOURCE",
      description =
          "where the key's passphrase is, as $${env:NAME} or $${file:PATH}; without it the terminal"
              + " is asked")
  private Optional<String> passphrase = Optional.empty();

  @Option(
      names = "--yes",
      description = "does not ask whether to sign; for automation that asked elsewhere")
  private boolean yes;

  @Mixin private ConfigOption config;

  String file() {
    return file;
  }

  Path config() {
    return config.path();
  }

  /** The approver of that name; the configuration must list them. */
  Approver approver(Project project) throws CommandException {
    return project
        .migrations()
        .approvals()
        .approver(name)
        .orElseThrow(
            () ->
                new CommandException(
                    "\"%s\" is no approver; the configuration lists %s"
                        .formatted(
                            name,
                            project.migrations().approvals().approvers().isEmpty()
                                ? "none"
                                : String.join(
                                    ", ",
                                    project.migrations().approvals().approvers().stream()
                                        .map(Approver::name)
                                        .toList()))));
  }

  /** Asks until there is an answer; no input is a no. */
  void confirm(String question) throws CommandException {
    if (yes) {
      return;
    }
    System.out.print(question + " Type yes: ");
    System.out.flush();
    try {
      BufferedReader in =
          new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
      if (!"yes".equals(in.readLine())) {
        throw new CommandException("nothing was signed");
      }
    } catch (IOException e) {
      throw new CommandException("cannot read the answer; nothing was signed", e);
    }
  }

  /** The key of that approver, and nobody else's. */
  SigningKey key(Approver approver) throws CommandException {
    char[] secret = Passphrases.read(passphrase, "Passphrase of " + key + ": ");
    SigningKey read;
    try {
      read = SigningKey.read(key, secret);
    } catch (NoSuchFileException e) {
      throw new CommandException("there is no key " + key, e);
    } catch (IOException e) {
      throw new CommandException(FileTrouble.of(e), e);
    } finally {
      Arrays.fill(secret, ' ');
    }
    if (!read.publicKey().equals(approver.key())) {
      throw new CommandException(
          "%s is key %s, and the configuration has %s for %s"
              .formatted(key, read.id(), Keys.id(approver.key()), approver.name()));
    }
    return read;
  }
}
