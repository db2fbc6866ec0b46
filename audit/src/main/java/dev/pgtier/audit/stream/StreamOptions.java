package dev.pgtier.audit.stream;

import java.nio.file.Path;

/**
 * A stream of a log.
 *
 * @param directory of the log
 * @param position the file that remembers how far it got
 * @param version of pgtier, for OCSF
 */
public record StreamOptions(
    Path directory,
    Format format,
    StreamTarget target,
    Path position,
    String version,
    StreamMetrics metrics) {
  /** What is sent for a record. */
  public enum Format {
    OCSF,
    NATIVE
  }
}
