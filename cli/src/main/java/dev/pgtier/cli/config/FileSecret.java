package dev.pgtier.cli.config;

import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.secret.SecretException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.Optional;

/** A secret in a file of its own, read again when the file's time or size has changed. */
final class FileSecret implements Secret {
  /** What the file was like when it was read, to see that it is another now. */
  private record Read(BasicFileAttributes attributes, String value) {
    boolean isOf(BasicFileAttributes now) {
      return attributes.lastModifiedTime().equals(now.lastModifiedTime())
          && attributes.size() == now.size();
    }
  }

  private final Path path;
  private Optional<Read> last = Optional.empty();

  FileSecret(Path path) {
    this.path = path;
  }

  @Override
  public synchronized String reveal() throws SecretException {
    try {
      BasicFileAttributes now = Files.readAttributes(path, BasicFileAttributes.class);
      if (last.isEmpty() || !last.get().isOf(now)) {
        last = Optional.of(new Read(now, read()));
      }
      return last.get().value();
    } catch (NoSuchFileException e) {
      throw new SecretException("there is no file " + path);
    } catch (IOException e) {
      throw new SecretException("cannot read " + path);
    }
  }

  private String read() throws IOException, SecretException {
    try (InputStream in = Files.newInputStream(path)) {
      return SecretText.read(in, "the file " + path);
    }
  }

  @Override
  public String toString() {
    return "(secret from " + path + ")";
  }
}
