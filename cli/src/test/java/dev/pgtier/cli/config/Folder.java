package dev.pgtier.cli.config;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** A folder with a configuration and its tier files, as a test wants them. */
record Folder(Path path) {
  static final String BASE =
      """
      upstreams: { u: { host: 127.0.0.1, database: d, user: r } }
      tiers: [read.yaml]
      principals: [ { name: agent, tier: read, password: x } ]\
      """;
  static final String READ =
      """
      tier: read
      upstream: u
      mode: read-only
      statements: { allow: [read] }
      functions: { allow: non-volatile }
      """;

  Folder write(String name, String text) throws IOException {
    Files.writeString(path.resolve(name), text);
    return this;
  }

  /** Writes and reads {@code c.yaml}; the environment has EMPTY and SECRET. */
  Configuration.Loaded load(String text) throws IOException {
    write("c.yaml", text);
    return ConfigurationReader.load(path.resolve("c.yaml"), Folder::variable, true);
  }

  Configuration good(String text) throws IOException {
    Configuration.Loaded loaded = load(text);
    if (loaded instanceof Configuration.Loaded.Good good) {
      return good.configuration();
    }
    throw new AssertionError(loaded);
  }

  static String variable(String name) {
    return switch (name) {
      case "EMPTY" -> "";
      case "SECRET" -> "hunter2";
      default -> null;
    };
  }
}
