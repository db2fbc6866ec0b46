package dev.pgtier.audit.search.index;

import java.nio.file.Path;
import java.util.Collection;
import java.util.stream.Collectors;

/** Paths where the engine takes no bound value. */
final class Literal {
  private Literal() {}

  static String of(Path path) {
    return of(path.toAbsolutePath().toString());
  }

  static String of(String text) {
    return "'" + text.replace("'", "''") + "'";
  }

  static String list(Collection<Path> paths) {
    return paths.stream().map(Literal::of).collect(Collectors.joining(", ", "[", "]"));
  }
}
