package dev.pgtier.cli.config;

import dev.pgtier.policies.yaml.Mistakes;
import dev.pgtier.policies.yaml.Place;
import dev.pgtier.policies.yaml.Value;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * What the readers of one configuration file share.
 *
 * @param file as the command line names it
 * @param environment a variable's value, null where it is not set
 * @param secrets whether they are looked up
 * @param warnings what is accepted, and should better be otherwise
 */
record Context(
    Path file,
    UnaryOperator<String> environment,
    boolean secrets,
    Mistakes mistakes,
    Mistakes warnings) {
  private static final Place START = new Place(1, 1);

  void warn(Value value, String message) {
    warnings.add(value.place().orElse(START), message);
  }

  /** A text that is no secret, so that nothing is looked up for it. */
  Optional<String> text(Value value) {
    return value
        .text()
        .filter(
            text -> {
              boolean reference = text.startsWith("${");
              if (reference) {
                value.mistake("only a secret may be looked up with ${…}; write the value itself");
              }
              return !reference;
            });
  }

  /** A path; a relative one begins at the folder of the configuration file. */
  Optional<Path> path(Value value) {
    return text(value).flatMap(text -> resolve(text, value));
  }

  /** The path of a file that is there and can be read. */
  Optional<Path> readableFile(Value value) {
    return path(value)
        .filter(
            path -> {
              boolean readable = Files.isRegularFile(path) && Files.isReadable(path);
              if (!readable) {
                value.mistake("cannot read " + path);
              }
              return readable;
            });
  }

  Optional<Path> resolve(String text, Value value) {
    try {
      return Optional.of(file.resolveSibling(text));
    } catch (InvalidPathException e) {
      value.mistake("not a path: " + e.getReason());
      return Optional.empty();
    }
  }
}
