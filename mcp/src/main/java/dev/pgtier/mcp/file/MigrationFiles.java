package dev.pgtier.mcp.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The {@code .sql} files of the migrations directory, and no other file of this machine. */
public final class MigrationFiles {
  private static final int MAX_BYTES = 4 << 20;
  private static final String SUFFIX = ".sql";
  private static final String PREFIX = "migrations/";

  private final Path directory;

  public MigrationFiles(Path directory) {
    this.directory = directory;
  }

  /**
   * Reads one.
   *
   * @param path below the directory; {@code migrations/} before it is fine
   */
  public MigrationFile read(String path) throws FileException {
    String name = path.startsWith(PREFIX) ? path.substring(PREFIX.length()) : path;
    Path file = locate(name);
    byte[] bytes = bytes(file, name);
    return new MigrationFile(name, text(bytes, name), sha256(bytes));
  }

  private Path locate(String name) throws FileException {
    Path relative;
    try {
      relative = Path.of(name);
    } catch (InvalidPathException e) {
      throw new FileException("this is not a path", e);
    }
    if (name.indexOf('\\') >= 0
        || name.startsWith("/")
        || relative.isAbsolute()
        || !relative.normalize().equals(relative)
        || name.isEmpty()) {
      throw new FileException(
          "name a file below the migrations directory, without .. and not from the root");
    }
    if (!name.endsWith(SUFFIX)) {
      throw new FileException("a migration is a file that ends in .sql");
    }
    return directory.resolve(relative);
  }

  /** The real path decides, so that a link can neither be the file nor lie on the way to it. */
  private byte[] bytes(Path file, String name) throws FileException {
    try {
      Path root = directory.toRealPath();
      Path real = file.toRealPath();
      if (!real.startsWith(root)) {
        throw new FileException("the file %s is not in the migrations directory".formatted(name));
      }
      if (!Files.isRegularFile(real, LinkOption.NOFOLLOW_LINKS)) {
        throw new FileException("%s is not a file".formatted(name));
      }
      try (InputStream in = Files.newInputStream(real, LinkOption.NOFOLLOW_LINKS)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw new FileException(
              "%s is larger than %d MiB".formatted(name, MAX_BYTES / (1 << 20)));
        }
        return bytes;
      }
    } catch (NoSuchFileException e) {
      throw new FileException("there is no file %s in the migrations directory".formatted(name), e);
    } catch (IOException e) {
      throw new FileException("%s cannot be read".formatted(name), e);
    }
  }

  private static String text(byte[] bytes, String name) throws FileException {
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      if (text.indexOf('\0') >= 0) {
        throw new FileException("%s holds a zero byte".formatted(name));
      }
      return text.startsWith("\uFEFF") ? text.substring(1) : text;
    } catch (CharacterCodingException e) {
      throw new FileException("%s is not UTF-8".formatted(name), e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
    }
  }
}
