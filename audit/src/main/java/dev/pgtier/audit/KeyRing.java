package dev.pgtier.audit;

import dev.pgtier.audit.chain.LogDirectory;
import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.seal.SigningKey;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.concurrent.ConcurrentSkipListMap;

/**
 * The key that signs, the one that was asked to follow it, and from which record on each holds. Its
 * files are {@code audit.key}, {@code audit.key.next} while a rotation is asked for, and {@code
 * audit.key.pub} for whoever verifies.
 */
final class KeyRing {
  private final Path file;
  private final ConcurrentSkipListMap<Long, SigningKey> keys = new ConcurrentSkipListMap<>();

  private KeyRing(Path file, SigningKey key) {
    this.file = file;
    keys.put(0L, key);
  }

  /**
   * Reads the key.
   *
   * @param isNew whether there is no log yet, so that a missing key may be made
   */
  static KeyRing open(Path file, boolean isNew) throws IOException {
    if (!Files.exists(file)) {
      if (!isNew) {
        throw new AuditLogException(
            "the key of the audit log, %s, is missing; put it back, or move the log elsewhere to begin a new one"
                .formatted(file));
      }
      SigningKey.generate().write(file);
    }
    KeyRing ring = new KeyRing(file, SigningKey.read(file));
    ring.writePublicKey();
    return ring;
  }

  /** Where a key stands that shall follow. */
  static Path next(Path file) {
    return file.resolveSibling(file.getFileName() + ".next");
  }

  static Path publicKey(Path file) {
    return file.resolveSibling(file.getFileName() + ".pub");
  }

  /** The newest one. */
  SigningKey current() {
    return keys.lastEntry().getValue();
  }

  /** The one that signs what ends in this record. */
  SigningKey at(long seq) {
    return keys.floorEntry(seq).getValue();
  }

  boolean isNextAsked() {
    return Files.exists(next(file));
  }

  SigningKey readNext() throws IOException {
    return SigningKey.read(next(file));
  }

  /** From this record on {@code key} signs. */
  void rotated(long seq, SigningKey key) {
    keys.put(seq, key);
  }

  /** Puts the next key's file in the place of the old one, which is gone then. */
  void replaceFile() throws IOException {
    Files.move(
        next(file), file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    writePublicKey();
    LogDirectory.sync(file.toAbsolutePath().getParent());
  }

  private void writePublicKey() throws IOException {
    String pem = Keys.pem(current().publicKey());
    Path open = publicKey(file);
    if (Files.exists(open) && Files.readString(open, StandardCharsets.US_ASCII).equals(pem)) {
      return;
    }
    Path unfinished = open.resolveSibling(open.getFileName() + ".tmp");
    Files.writeString(unfinished, pem, StandardCharsets.US_ASCII);
    Files.move(unfinished, open, StandardCopyOption.ATOMIC_MOVE);
  }
}
