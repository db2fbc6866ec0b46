package dev.pgtier.audit;

import dev.pgtier.audit.chain.LogFile;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;

/** What an open log is made of, wired together; its threads, and the order in which they end. */
final class Parts {
  private final AuditOptions options;
  private final DirectoryLock lock;
  private final KeyRing keys;
  private final ParameterTexts parameterTexts;
  private final Intake intake;
  private final Recovery.Found found;
  private final List<Courier> couriers;
  private final Sealer sealer;
  private final LogWriter writer;
  private final List<LogFile> closedBefore;
  private Housekeeper housekeeper;
  private Thread writerThread;
  private Thread sealerThread;
  private boolean closed;

  private Parts(AuditOptions options, Opener opener, DirectoryLock lock) throws IOException {
    this.options = options;
    this.lock = lock;
    Path directory = options.directory();
    List<LogFile> files = Recovery.files(directory);
    this.keys = KeyRing.open(options.keyFile(), files.isEmpty());
    this.parameterTexts = ParameterTexts.open(directory);
    this.found = recovery(opener).find(files);
    this.closedBefore =
        files.stream()
            .filter(file -> !file.compressed() && !file.path().equals(found.file().path()))
            .toList();
    String signer = keys.isNextAsked() ? recovery(opener).signer(files) : found.signer();
    if (signer != null && !signer.equals(keys.current().id())) {
      try {
        finishKeyChange(signer);
      } catch (IOException e) {
        found.file().close();
        throw e;
      }
    }
    this.intake = new Intake(options.queueBytes(), options.clock());
    this.couriers =
        options.secondPlaces().stream()
            .map(place -> new Courier(place, options.metrics()))
            .toList();
    KeyChange keyChange = new KeyChange(keys, intake, AuditLog.encoder(options), options.metrics());
    this.sealer =
        new Sealer(
            options, opener, keys, keyChange, couriers, file -> housekeeper.closed(file), found);
    this.writer = new LogWriter(options, opener, intake, AuditLog.encoder(options), sealer, found);
  }

  static Parts open(AuditOptions options, Opener opener) throws AuditLogException {
    Path directory = options.directory();
    try {
      Files.createDirectories(
          directory,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwxr-x---")));
      DirectoryLock lock = DirectoryLock.take(directory);
      try {
        return new Parts(options, opener, lock);
      } catch (IOException | RuntimeException e) {
        lock.close();
        throw e;
      }
    } catch (AuditLogException e) {
      throw e;
    } catch (AccessDeniedException e) {
      throw new AuditLogException("may not write to the audit log: " + e.getFile(), e);
    } catch (NotDirectoryException e) {
      throw new AuditLogException("the audit log's place is no directory: " + e.getFile(), e);
    } catch (FileSystemException e) {
      throw new AuditLogException(
          "cannot open the audit log: %s: %s".formatted(e.getFile(), e.getReason()), e);
    } catch (IOException e) {
      throw new AuditLogException("cannot open the audit log: " + e.getMessage(), e);
    }
  }

  private Recovery recovery(Opener opener) {
    return new Recovery(options.directory(), opener);
  }

  /** The chain says that another key signs; the crash came before its file was put in place. */
  private void finishKeyChange(String signer) throws IOException {
    if (!keys.isNextAsked() || !keys.readNext().id().equals(signer)) {
      throw new AuditLogException(
          "the audit log is signed by key %s, but %s holds %s; put the right key back"
              .formatted(signer, options.keyFile(), keys.current().id()));
    }
    keys.rotated(1, keys.readNext());
    keys.replaceFile();
  }

  void start(Retention.Appender appender) {
    housekeeper = new Housekeeper(options, new Retention(options, keys, sealer, appender));
    couriers.forEach(Courier::start);
    writerThread = new Thread(writer, "audit-writer");
    sealerThread = new Thread(sealer, "audit-sealer");
    sealerThread.setDaemon(true);
    writerThread.setDaemon(true);
    intake.writer(writerThread);
    sealer.thread(sealerThread);
    writerThread.start();
    sealerThread.start();
    closedBefore.forEach(housekeeper::closed);
    housekeeper.start();
  }

  /**
   * Ends all threads.
   *
   * @param farewell appends the last record
   */
  synchronized void close(Duration patience, Runnable farewell) {
    if (closed) {
      return;
    }
    closed = true;
    try {
      housekeeper.stop(patience);
      farewell.run();
      intake.close();
      writerThread.join();
      sealer.stop();
      sealerThread.join();
      for (Courier courier : couriers) {
        courier.stop(Duration.ofSeconds(2));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      options.metrics().taskFailed("close", "interrupted");
    } finally {
      try {
        lock.close();
      } catch (IOException e) {
        options.metrics().taskFailed("close", DiskErrors.describe(e));
      }
    }
  }

  void help() {
    writer.help();
  }

  KeyRing keys() {
    return keys;
  }

  ParameterTexts parameterTexts() {
    return parameterTexts;
  }

  Intake intake() {
    return intake;
  }

  Recovery.Found found() {
    return found;
  }

  Sealer sealer() {
    return sealer;
  }
}
