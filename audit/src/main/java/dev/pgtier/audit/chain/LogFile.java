package dev.pgtier.audit.chain;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;

/**
 * A file of the log, named by the number of its first record: {@code audit-0000000000000042.jsonl},
 * and {@code .gz} behind it once it is compressed. Its checkpoints stand in {@code
 * audit-0000000000000042.checkpoints}.
 */
public record LogFile(Path path, long first, boolean compressed) {
  static final String PREFIX = "audit-";
  static final String PLAIN = ".jsonl";
  static final String COMPRESSED = ".jsonl.gz";
  static final String CHECKPOINTS = ".checkpoints";

  private static final int DIGITS = 16;

  public static String name(long first) {
    return stem(first) + PLAIN;
  }

  public String name() {
    return path.getFileName().toString();
  }

  /** The name that it has before it is compressed, which is what checkpoints and records say. */
  public String plainName() {
    return name(first);
  }

  public Path checkpoints() {
    return checkpoints(path.resolveSibling(plainName()));
  }

  /** Where the checkpoints of a plain file are. */
  public static Path checkpoints(Path plain) {
    String name = plain.getFileName().toString();
    return plain.resolveSibling(name.substring(0, name.length() - PLAIN.length()) + CHECKPOINTS);
  }

  /** Its lines. */
  public InputStream open() throws IOException {
    InputStream in = Files.newInputStream(path);
    if (!compressed) {
      return in;
    }
    try {
      return new GzipReader(in);
    } catch (IOException | RuntimeException e) {
      in.close();
      throw e;
    }
  }

  /** A file that is not compressed. */
  public static LogFile plain(Path path) {
    LogFile file = of(path);
    if (file == null || file.compressed()) {
      throw new IllegalArgumentException(path + " is no plain file of a log");
    }
    return file;
  }

  /** The file whose checkpoints have this name, or null where the name is none of the log's. */
  public static LogFile ofCheckpoints(Path path) {
    String name = path.getFileName().toString();
    return name.endsWith(CHECKPOINTS)
        ? of(path.resolveSibling(name.substring(0, name.length() - CHECKPOINTS.length()) + PLAIN))
        : null;
  }

  /** The file that has this name, or null where the name is none of the log's. */
  static LogFile of(Path path) {
    String name = path.getFileName().toString();
    boolean compressed = name.endsWith(COMPRESSED);
    String end = compressed ? COMPRESSED : PLAIN;
    int length = PREFIX.length() + DIGITS + end.length();
    if (!name.startsWith(PREFIX) || !name.endsWith(end) || name.length() != length) {
      return null;
    }
    String digits = name.substring(PREFIX.length(), PREFIX.length() + DIGITS);
    return digits.chars().allMatch(c -> c >= '0' && c <= '9')
        ? new LogFile(path, Long.parseLong(digits), compressed)
        : null;
  }

  private static String stem(long first) {
    return PREFIX + String.format(Locale.ROOT, "%0" + DIGITS + "d", first);
  }
}
