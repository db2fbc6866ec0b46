package dev.pgtier.cli.config;

import dev.pgtier.audit.AuditMetrics;
import dev.pgtier.audit.AuditOptions;
import dev.pgtier.audit.SecondPlace;
import dev.pgtier.audit.record.ParameterText;
import dev.pgtier.audit.record.Redactor;
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
    List<SecondPlace> checkpoints) {
  public Audit {
    checkpoints = List.copyOf(checkpoints);
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
