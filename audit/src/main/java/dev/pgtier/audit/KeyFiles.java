package dev.pgtier.audit;

import dev.pgtier.audit.seal.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What commands do with the key of a log, whether or not a process has the log open. */
public final class KeyFiles {
  private KeyFiles() {}

  /**
   * Makes the key that shall sign from now on. Whoever has the log open lets it follow within a
   * second, else whoever opens it next.
   *
   * @return the id of the new key
   * @throws AuditLogException where there is no key yet, or a rotation is asked for already
   */
  public static String askForRotation(Path keyFile) throws IOException {
    if (!Files.exists(keyFile)) {
      throw new AuditLogException("there is no key " + keyFile + " to be followed by another");
    }
    if (Files.exists(KeyRing.next(keyFile))) {
      throw new AuditLogException(
          KeyRing.next(keyFile) + " is there: a rotation is asked for already");
    }
    SigningKey next = SigningKey.generate();
    next.write(KeyRing.next(keyFile));
    return next.id();
  }

  /** Whether a rotation was asked for that has not happened yet. */
  public static boolean isRotationPending(Path keyFile) {
    return Files.exists(KeyRing.next(keyFile));
  }

  /** Where the public key of a log stands. */
  public static Path publicKey(Path keyFile) {
    return KeyRing.publicKey(keyFile);
  }
}
