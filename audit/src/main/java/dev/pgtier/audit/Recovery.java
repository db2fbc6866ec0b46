package dev.pgtier.audit;

import dev.pgtier.audit.chain.Fault;
import dev.pgtier.audit.chain.Hashes;
import dev.pgtier.audit.chain.LogDirectory;
import dev.pgtier.audit.chain.LogFile;
import dev.pgtier.audit.chain.Scan;
import dev.pgtier.audit.chain.Special;
import dev.pgtier.audit.record.LogEvent;
import dev.pgtier.audit.seal.Checkpoint;
import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.seal.Rotation;
import dev.pgtier.audit.seal.SignedFiles;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.ForkJoinPool;

/**
 * Finds where the chain ends when a log is opened. What a crash left unfinished at the very end is
 * moved off; whatever else is wrong there is not a crash's work, and the log is not opened.
 */
final class Recovery {
  private final Path directory;
  private final Opener opener;

  Recovery(Path directory, Opener opener) {
    this.directory = directory;
    this.opener = opener;
  }

  /**
   * Where to go on.
   *
   * @param file to which the next record is appended
   * @param seq the number of the last record, 0 where there is none
   * @param sealed the last number that a checkpoint beside this file covers, 0 where none does
   * @param repaired what was moved off, to be recorded
   * @param signer the id of the key that the last change of key in this file named, or null
   */
  record Found(
      AppendFile file,
      long seq,
      String hash,
      long sealed,
      List<LogEvent.Repaired> repaired,
      String signer) {
    Found {
      repaired = List.copyOf(repaired);
    }
  }

  Found find(List<LogFile> files) throws IOException {
    if (files.isEmpty()) {
      missesNoneBehind(0);
      return fresh(0, Hashes.NONE);
    }
    LogFile last = files.get(files.size() - 1);
    missesNoneBehind(last.first());
    List<Checkpoint> checkpoints = SignedFiles.checkpoints(last.checkpoints());
    long[] sealed = checkpoints.stream().mapToLong(Checkpoint::seq).sorted().toArray();
    Scan scan = scan(last, sealed);
    TornTail torn = new TornTail(last.path(), scan.bytes());
    if (scan.fault() != null
        && (last.compressed() || !(scan.fault().kind() == Fault.Kind.CUT || torn.hasHole()))) {
      throw broken(last, scan.fault());
    }
    compare(checkpoints, scan, last);
    if (scan.records() == 0) {
      Found before = before(files, last);
      return last.compressed()
          ? fresh(before.seq(), before.hash())
          : new Found(
              torn.repair(opener, scan.fault() != null),
              before.seq(),
              before.hash(),
              0,
              torn.moved(),
              null);
    }
    if (last.compressed()) {
      return fresh(scan.last(), scan.lastHash());
    }
    return new Found(
        torn.repair(opener, scan.fault() != null),
        scan.last(),
        scan.lastHash(),
        sealed.length == 0 ? 0 : sealed[sealed.length - 1],
        torn.moved(),
        signerIn(scan.specials()));
  }

  /** A file is there before anything seals it, and its checkpoints do not outlast it by a crash. */
  private void missesNoneBehind(long first) throws IOException {
    boolean deleted = first == 0 && !SignedFiles.stubs(directory).isEmpty();
    for (Path checkpoints : LogDirectory.checkpoints(directory)) {
      if (deleted || LogFile.ofCheckpoints(checkpoints).first() > first) {
        throw new AuditLogException(
            ("the file of the log that %s seals is missing; run pgtier audit verify %s, and move"
                    + " the log elsewhere to begin a new one")
                .formatted(checkpoints, directory));
      }
    }
    if (deleted) {
      throw new AuditLogException(
          ("%s has stubs of deleted files and no file of the log; run pgtier audit verify %s, and"
                  + " move the log elsewhere to begin a new one")
              .formatted(directory.resolve(LogDirectory.RETENTION), directory));
    }
  }

  private Found fresh(long seq, String hash) throws IOException {
    Path path = directory.resolve(LogFile.name(seq + 1));
    return new Found(AppendFile.create(opener, path), seq, hash, 0, List.of(), null);
  }

  /** The end of the chain where the last file holds no record yet. */
  private Found before(List<LogFile> files, LogFile empty) throws IOException {
    if (files.size() == 1) {
      if (empty.first() != 1) {
        throw new AuditLogException(
            "%s is empty and the file before it is missing; run pgtier audit verify %s"
                .formatted(empty.path(), directory));
      }
      return new Found(null, 0, Hashes.NONE, 0, List.of(), null);
    }
    LogFile file = files.get(files.size() - 2);
    Scan scan = scan(file, new long[0]);
    if (scan.fault() != null || scan.last() + 1 != empty.first()) {
      throw broken(file, scan.fault());
    }
    return new Found(null, scan.last(), scan.lastHash(), 0, List.of(), null);
  }

  private Scan scan(LogFile file, long[] asked) throws IOException {
    try (InputStream in = file.open()) {
      return Scan.of(in, asked, ForkJoinPool.commonPool());
    }
  }

  /** Records that a checkpoint covers are on disk: if they are not, somebody took them. */
  private void compare(List<Checkpoint> checkpoints, Scan scan, LogFile file)
      throws AuditLogException {
    for (Checkpoint checkpoint : checkpoints) {
      boolean missing = checkpoint.seq() > scan.last();
      boolean other =
          !missing
              && checkpoint.seq() >= scan.first()
              && !checkpoint.hash().equals(scan.asked().get(checkpoint.seq()));
      if (missing || other) {
        throw new AuditLogException(
            ("%s %s record %d, which a checkpoint seals; run pgtier audit verify %s, and move the"
                    + " log elsewhere to begin a new one")
                .formatted(
                    file.path(), missing ? "lacks" : "has another", checkpoint.seq(), directory));
      }
    }
  }

  private AuditLogException broken(LogFile file, Fault fault) {
    String where = fault == null ? "its end" : "line " + fault.line();
    return new AuditLogException(
        ("the audit log is damaged at %s of %s, not by a crash; run pgtier audit verify %s, and"
                + " move the log elsewhere to begin a new one")
            .formatted(where, file.path(), directory));
  }

  private static String signerIn(List<Special> specials) {
    String signer = null;
    for (Special special : specials) {
      if (special.event().equals(Special.KEY_ROTATED)) {
        signer = Rotation.of(special.text()).flatMap(Rotation::fresh).map(Keys::id).orElse(signer);
      }
    }
    return signer;
  }

  /** The key that the last change of key in the last two files named, or null. */
  String signer(List<LogFile> files) throws IOException {
    String signer = null;
    for (LogFile file : files.subList(Math.max(0, files.size() - 2), files.size())) {
      String named = signerIn(scan(file, new long[0]).specials());
      signer = named == null ? signer : named;
    }
    return signer;
  }

  /** The files of the log. */
  static List<LogFile> files(Path directory) throws IOException {
    return LogDirectory.files(directory);
  }
}
