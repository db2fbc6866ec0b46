package dev.pgtier.mcp.stdio;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/** Lines of a bounded length. */
final class Lines {
  /** A line of this length was longer, and is cut off. */
  static final int MAX_BYTES = 4 << 20;

  private final InputStream in;

  Lines(InputStream in) {
    this.in = new BufferedInputStream(in);
  }

  /** The next one that is not empty, without its end; empty at the end of the stream. */
  Optional<byte[]> next() throws IOException {
    ByteArrayOutputStream line = new ByteArrayOutputStream();
    for (int c = in.read(); c >= 0; c = in.read()) {
      if (c == '\n' && line.size() > 0) {
        return Optional.of(line.toByteArray());
      }
      if (c != '\n' && c != '\r' && line.size() < MAX_BYTES) {
        line.write(c);
      }
    }
    return line.size() > 0 ? Optional.of(line.toByteArray()) : Optional.empty();
  }
}
