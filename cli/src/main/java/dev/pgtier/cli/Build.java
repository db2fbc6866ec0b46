package dev.pgtier.cli;

import dev.pgtier.parser.Grammar;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Objects;
import java.util.Properties;

/**
 * What this program was built from.
 *
 * @param commit abbreviated, with {@code -dirty} where files differed from it; empty where there
 *     was no Git to ask
 * @param postgresql the version of the server that the demo brings
 */
public record Build(String version, String commit, String postgresql) {
  /** As server_version_num counts: 180004 is 18.4. */
  private static final int MAJOR = 10_000;

  /** Reads the resource that the build wrote. */
  public static Build current() {
    Properties properties = new Properties();
    try (InputStream in = Build.class.getResourceAsStream("build.properties")) {
      properties.load(Objects.requireNonNull(in, "build.properties"));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    String commit = properties.getProperty("commit");
    return new Build(
        properties.getProperty("version"),
        commit.startsWith("${") ? "" : commit,
        properties.getProperty("postgresql"));
  }

  /**
   * Such as {@code pgtier 0.1.0 (commit 1a2b3c4d5e)}, and below it what reads SQL and what it runs
   * on.
   */
  public String[] describe() {
    return new String[] {
      "pgtier %s (%s)"
          .formatted(version, commit.isEmpty() ? "built without Git" : "commit " + commit),
      "grammar: PostgreSQL %d.%d, by libpg-query %s"
          .formatted(Grammar.VERSION / MAJOR, Grammar.VERSION % MAJOR, Grammar.PACKAGE),
      "Java " + System.getProperty("java.version")
    };
  }

  /** The major version of {@link #postgresql}, as PG_VERSION in a data directory says it. */
  public String postgresqlMajor() {
    return postgresql.substring(0, postgresql.indexOf('.'));
  }
}
