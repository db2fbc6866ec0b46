package dev.pgtier.migrations.validate;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/**
 * A file as it was read once; what is run is this text, whatever becomes of the file.
 *
 * @param path below the migrations directory
 * @param sha256 of its bytes, hexadecimal
 * @param rollback the file that undoes it, if one stands beside it
 */
public record MigrationText(
    String path, String sql, String sha256, Optional<MigrationText> rollback) {
  private static final String SQL = ".sql";
  private static final String ROLLBACK = ".rollback.sql";

  /**
   * Reads a file, and {@code NAME.rollback.sql} beside {@code NAME.sql}.
   *
   * @param directory of the migrations
   * @param path of the file, below it
   * @throws IOException with a sentence for a person
   */
  public static MigrationText read(Path directory, String path) throws IOException {
    MigrationText file = one(directory, path);
    Optional<String> name = rollbackOf(path);
    return name.isPresent() && Files.exists(directory.resolve(name.get()))
        ? file.with(one(directory, name.get()))
        : file;
  }

  /** The same with a file that undoes it. */
  public MigrationText with(MigrationText undoing) {
    return new MigrationText(path, sql, sha256, Optional.of(undoing));
  }

  /** What the file that undoes it is called; empty for a file that undoes another. */
  public static Optional<String> rollbackOf(String path) {
    return path.endsWith(SQL) && !path.endsWith(ROLLBACK)
        ? Optional.of(path.substring(0, path.length() - SQL.length()) + ROLLBACK)
        : Optional.empty();
  }

  private static MigrationText one(Path directory, String path) throws IOException {
    byte[] bytes;
    try {
      bytes = Files.readAllBytes(directory.resolve(path));
    } catch (IOException e) {
      throw new IOException("%s cannot be read".formatted(directory.resolve(path)), e);
    }
    try {
      String sql = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      return new MigrationText(path, sql, sha256(bytes), Optional.empty());
    } catch (CharacterCodingException e) {
      throw new IOException(directory.resolve(path) + " is not UTF-8", e);
    }
  }

  private static String sha256(byte[] bytes) {
    try {
      return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java has SHA-256", e);
    }
  }
}
