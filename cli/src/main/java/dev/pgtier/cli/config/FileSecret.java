package dev.pgtier.cli.config;

import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.secret.SecretException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;

/**
 * A secret in a file of its own. It is read each time: a new password is as long as the old one,
 * and what puts it there may keep the file's time, so neither says whether the content changed.
 */
record FileSecret(Path path) implements Secret {
  @Override
  public String reveal() throws SecretException {
    try (InputStream in = Files.newInputStream(path)) {
      return SecretText.read(in, "the file " + path);
    } catch (NoSuchFileException e) {
      throw new SecretException("there is no file " + path);
    } catch (IOException e) {
      throw new SecretException("cannot read " + path + ": " + FileTrouble.of(e));
    }
  }

  @Override
  public String toString() {
    return "(secret from " + path + ")";
  }
}
