package dev.pgtier.migrations.file;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A file as it was read once: what is hashed, shown and run is this text, whatever becomes of the
 * file.
 *
 * @param name below the migrations directory, with {@code /} between folders
 * @param sha256 of its bytes, in hexadecimal
 * @param rollback the file beside it that undoes it
 */
public record MigrationFile(
    String name, String text, String sha256, Optional<MigrationFile> rollback) {
  /** The most bytes that a file may have. */
  public static final int MAX_BYTES = 16 << 20;

  private static final String SQL = ".sql";
  private static final String ROLLBACK = ".rollback.sql";

  /**
   * Reads a migration, and {@code NAME.rollback.sql} beside {@code NAME.sql}.
   *
   * @param directory of the migrations
   * @param given a path of a file in it, or its name below it
   * @throws MigrationFileException in one sentence, where it is none
   */
  public static MigrationFile read(Path directory, String given) throws MigrationFileException {
    String name = name(directory, given);
    if (!name.endsWith(SQL)) {
      throw new MigrationFileException(given + " is no migration; a migration's name ends in .sql");
    }
    if (name.endsWith(ROLLBACK)) {
      throw new MigrationFileException(
          "%s undoes a migration; name the migration, %s"
              .formatted(given, name.substring(0, name.length() - ROLLBACK.length()) + SQL));
    }
    String undoing = rollbackName(name);
    Optional<MigrationFile> rollback =
        Files.exists(directory.resolve(undoing))
            ? Optional.of(one(directory, undoing, Optional.empty()))
            : Optional.empty();
    return one(directory, name, rollback);
  }

  /** How the file is called that undoes {@code name}. */
  public static String rollbackName(String name) {
    return name.substring(0, name.length() - SQL.length()) + ROLLBACK;
  }

  /**
   * The name below the directory of a file that need not be there.
   *
   * @throws MigrationFileException where it would not be in the directory
   */
  public static String name(Path directory, String given) throws MigrationFileException {
    try {
      Path base = directory.toAbsolutePath().normalize();
      Path asPath = Path.of(given).toAbsolutePath().normalize();
      Path below = base.resolve(given).normalize();
      Path chosen = asPath.startsWith(base) ? asPath : below;
      if (!chosen.startsWith(base) || chosen.equals(base)) {
        throw new MigrationFileException(
            "%s is not in the migrations directory, %s".formatted(given, directory));
      }
      return base.relativize(chosen).toString().replace('\\', '/');
    } catch (InvalidPathException e) {
      throw new MigrationFileException(given + " is no path: " + e.getReason(), e);
    }
  }

  private static MigrationFile one(Path directory, String name, Optional<MigrationFile> rollback)
      throws MigrationFileException {
    Path path = directory.resolve(name);
    byte[] bytes = bytes(directory, path);
    try {
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new MigrationFile(name, text, sha256(bytes), rollback);
    } catch (CharacterCodingException e) {
      throw new MigrationFileException(path + " is not UTF-8", e);
    }
  }

  private static byte[] bytes(Path directory, Path path) throws MigrationFileException {
    try {
      if (!Files.exists(path)) {
        throw new MigrationFileException("there is no file " + path);
      }
      // A link may not lead out of what is reviewed.
      if (!path.toRealPath().startsWith(directory.toRealPath()) || !Files.isRegularFile(path)) {
        throw new MigrationFileException(path + " is no file of the migrations directory");
      }
      try (InputStream in = Files.newInputStream(path)) {
        byte[] bytes = in.readNBytes(MAX_BYTES + 1);
        if (bytes.length > MAX_BYTES) {
          throw new MigrationFileException(
              path + " is larger than 16 MiB; load its data another way");
        }
        return bytes;
      }
    } catch (IOException e) {
      throw new MigrationFileException("cannot read " + path, e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }
}
