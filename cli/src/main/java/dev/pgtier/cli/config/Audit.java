package dev.pgtier.cli.config;

import dev.pgtier.audit.AuditMetrics;
import dev.pgtier.audit.AuditOptions;
import dev.pgtier.audit.SecondPlace;
import dev.pgtier.audit.record.ParameterText;
import dev.pgtier.audit.record.Redactor;
import dev.pgtier.audit.stream.StreamMetrics;
import dev.pgtier.audit.stream.StreamOptions;
import dev.pgtier.audit.stream.StreamTarget;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where and how the audit log is written.
 *
 * @param parameterBytes recorded of a bound value that is not hashed
 * @param sql bytes recorded of one text
 * @param rotate bytes after which a new file begins
 * @param key the file of the key that signs; without it, {@code audit.key} in the directory
 * @param checkpoints where they go besides
 * @param stream where records go as they are written
 */
public record Audit(
    Path directory,
    AuditOptions.Durability durability,
    ParameterText.Choice parameters,
    int parameterBytes,
    int sql,
    long rotate,
    Optional<Duration> rotateAge,
    boolean compress,
    Optional<Duration> retention,
    Optional<Path> key,
    List<SecondPlace> checkpoints,
    Optional<Stream> stream) {
  public Audit {
    checkpoints = List.copyOf(checkpoints);
  }

  /**
   * Where records go as they are written.
   *
   * @param position the file that remembers how far it got
   */
  public record Stream(StreamOptions.Format format, StreamTarget target, Path position) {
    /** What a stream of the log in {@code directory} is started with. */
    public StreamOptions options(Path directory, String version, StreamMetrics metrics) {
      return new StreamOptions(directory, format, target, position, version, metrics);
    }
  }

  /** What a log is opened with. */
  public AuditOptions options(Redactor redactor, AuditMetrics metrics) {
    AuditOptions.Builder options =
        AuditOptions.builder(directory, redactor)
            .durability(durability)
            .sqlBytes(sql)
            .rotateBytes(rotate)
            .compress(compress)
            .secondPlaces(checkpoints)
            .metrics(metrics);
    rotateAge.ifPresent(options::rotateAge);
    retention.ifPresent(options::retention);
    key.ifPresent(options::keyFile);
    return options.build();
  }
}
