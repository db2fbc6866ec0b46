package dev.pgtier.audit.seal;

import java.io.IOException;
import java.nio.file.Path;

/** A file of signed lines holds one that is none. */
public final class DamagedLineException extends IOException {
  private static final long serialVersionUID = 1L;

  DamagedLineException(Path file, int line, String what) {
    super("line %d of %s %s".formatted(line, file, what));
  }
}
