package dev.pgtier.cli.audit;

import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.AuditLogException;
import dev.pgtier.audit.AuditOptions;
import dev.pgtier.audit.KeyFiles;
import dev.pgtier.cli.CommandException;
import dev.pgtier.cli.config.FileTrouble;
import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** {@code pgtier audit rotate-key}: another key signs from now on, and the log says so. */
@Command(
    name = "rotate-key",
    mixinStandardHelpOptions = true,
    description = {
      "Makes a new key that signs the audit log from now on; both keys sign the change, and the log"
          + " records it. The old private key is deleted.",
      "",
      "Run it as the user whose log it is. Where the proxy is running, it takes the new key over"
          + " within a second; else this command opens the log for a moment."
    },
    footer = {"", "Example: pgtier audit rotate-key audit-log"},
    exitCodeListHeading = "%nExit codes:%n",
    exitCodeList = {
      "  0:another key signs",
      "  1:the old one still does; standard error says why",
      "  2:the command line is wrong"
    })
public final class RotateKeyCommand implements Callable<Integer> {
  private static final Duration PATIENCE = Duration.ofSeconds(30);
  private static final long POLL_MILLIS = 100;

  @Mixin private KeyPlace place;

  @Override
  public Integer call() throws CommandException, InterruptedException {
    try {
      if (!KeyFiles.isRotationPending(place.file())) {
        KeyFiles.askForRotation(place.file());
      }
    } catch (AuditLogException e) {
      throw new CommandException(e.getMessage(), e);
    } catch (IOException e) {
      throw new CommandException(
          "cannot make a key in %s: %s".formatted(place.file(), FileTrouble.of(e)), e);
    }
    if (!isTakenOver(Duration.ofSeconds(2))) {
      openAndRotate();
    }
    System.out.println(
        "another key signs from now on; pgtier audit public-key prints its public half");
    return 0;
  }

  private void openAndRotate() throws CommandException, InterruptedException {
    AuditOptions options =
        AuditOptions.builder(place.directory(), sql -> sql).keyFile(place.file()).build();
    AuditLog log;
    try {
      log = AuditLog.open(options);
    } catch (AuditLogException e) {
      // Its process may have taken it over in the meantime.
      if (isTakenOver(PATIENCE)) {
        return;
      }
      throw new CommandException(e.getMessage(), e);
    }
    try {
      if (!isTakenOver(PATIENCE)) {
        throw new CommandException("the log does not take the new key; is its disk full?");
      }
    } finally {
      log.close();
    }
  }

  private boolean isTakenOver(Duration patience) throws InterruptedException {
    long end = System.nanoTime() + patience.toNanos();
    while (KeyFiles.isRotationPending(place.file())) {
      if (System.nanoTime() - end > 0) {
        return false;
      }
      Thread.sleep(POLL_MILLIS);
    }
    return true;
  }
}
