package dev.pgtier.migrations.ledger;

import dev.pgtier.audit.chain.LogDirectory;
import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.seal.SigningKey;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.PublicKey;

/**
 * The file of the key that signs, and its successor while one takes over. The chain says which of
 * the two it is: a process that dies in between leaves both, and whoever appends next ends it.
 */
final class LedgerKey {
  private static final String KEY = "ledger.key";
  private static final String NEXT = "ledger.key.next";

  private final Path directory;
  private final Path file;
  private final Path next;

  LedgerKey(Path directory) {
    this.directory = directory;
    this.file = directory.resolve(KEY);
    this.next = directory.resolve(NEXT);
  }

  /**
   * The key that signs what follows a chain; made where there is neither chain nor key.
   *
   * @throws LedgerException where the file is missing, or is of another chain
   */
  SigningKey of(Chain chain) throws IOException, LedgerException {
    if (chain.entries().isEmpty() && !Files.exists(file)) {
      SigningKey.generate().write(file);
    }
    if (Files.exists(next) && SigningKey.read(next).publicKey().equals(chain.key())) {
      takeOver();
    }
    if (!Files.exists(file)) {
      throw new LedgerException("the ledger's key, %s, is missing; put it back".formatted(file));
    }
    SigningKey key = SigningKey.read(file);
    PublicKey signs = chain.key();
    if (signs != null && !signs.equals(key.publicKey())) {
      throw new LedgerException(
          "%s is not the key that signed the ledger, %s; put that one back"
              .formatted(file, Keys.id(signs)));
    }
    return key;
  }

  /** Makes a successor, which signs nothing before the chain names it. */
  SigningKey successor() throws IOException {
    Files.deleteIfExists(next);
    SigningKey successor = SigningKey.generate();
    successor.write(next);
    if (!Files.getOwner(next).equals(Files.getOwner(file))) {
      // An administrator's; the others who append have to be able to read it.
      Files.setOwner(next, Files.getOwner(file));
    }
    LogDirectory.sync(directory);
    return successor;
  }

  /** Puts the successor in the place of the key, whose private half is gone with that. */
  void takeOver() throws IOException {
    Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    LogDirectory.sync(directory);
  }
}
