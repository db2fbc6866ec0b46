package dev.pgtier.audit;

import dev.pgtier.audit.record.Redactor;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * How a log is kept.
 *
 * @param redactor takes secrets out of SQL
 * @param rotateBytes after which a new file begins
 * @param rotateAge after which a new file begins, though the old one is small
 * @param compress whether closed files are compressed
 * @param retention age of its last record at which a closed file is deleted
 * @param queueBytes waiting to be written, above which {@link AuditLog#append} asks to pause
 * @param sqlBytes recorded of one text
 * @param checkpointRecords after which a checkpoint is signed
 * @param checkpointInterval after which one is signed where anything is new
 * @param secondPlaces where checkpoints go besides
 * @param keyFile the pair that signs, made where it is missing
 */
public record AuditOptions(
    Path directory,
    Redactor redactor,
    Durability durability,
    long rotateBytes,
    Optional<Duration> rotateAge,
    boolean compress,
    Optional<Duration> retention,
    long queueBytes,
    int sqlBytes,
    int checkpointRecords,
    Duration checkpointInterval,
    List<SecondPlace> secondPlaces,
    Path keyFile,
    AuditMetrics metrics,
    InstantSource clock) {
  /** When a record counts as safe. */
  public enum Durability {
    /** The operating system has it: it survives the end of the process. */
    WRITTEN,
    /** The disk has it: it survives a power cut. */
    SYNCED
  }

  public AuditOptions {
    Objects.requireNonNull(directory);
    Objects.requireNonNull(redactor);
    Objects.requireNonNull(durability);
    Objects.requireNonNull(keyFile);
    secondPlaces = List.copyOf(secondPlaces);
    positive(rotateBytes, "rotateBytes");
    positive(queueBytes, "queueBytes");
    positive(sqlBytes, "sqlBytes");
    positive(checkpointRecords, "checkpointRecords");
    positive(checkpointInterval.toMillis(), "checkpointInterval");
  }

  private static void positive(long number, String name) {
    if (number < 1) {
      throw new IllegalArgumentException(name + " must be positive, not " + number);
    }
  }

  public static Builder builder(Path directory, Redactor redactor) {
    return new Builder(directory, redactor);
  }

  /**
   * Options that differ from what most want: 256 MiB a file, 10 s or 1,000 records a checkpoint.
   */
  public static final class Builder {
    private final Path directory;
    private final Redactor redactor;
    private Durability durability = Durability.WRITTEN;
    private long rotateBytes = 256L << 20;
    private Optional<Duration> rotateAge = Optional.empty();
    private boolean compress;
    private Optional<Duration> retention = Optional.empty();
    private long queueBytes = 16L << 20;
    private int sqlBytes = 1 << 20;
    private int checkpointRecords = 1_000;
    private Duration checkpointInterval = Duration.ofSeconds(10);
    private List<SecondPlace> secondPlaces = List.of();
    private Optional<Path> keyFile = Optional.empty();
    private AuditMetrics metrics = AuditMetrics.NONE;
    private InstantSource clock = InstantSource.system();

    private Builder(Path directory, Redactor redactor) {
      this.directory = directory;
      this.redactor = redactor;
    }

    public Builder durability(Durability value) {
      durability = value;
      return this;
    }

    public Builder rotateBytes(long value) {
      rotateBytes = value;
      return this;
    }

    public Builder rotateAge(Duration value) {
      rotateAge = Optional.of(value);
      return this;
    }

    public Builder compress(boolean value) {
      compress = value;
      return this;
    }

    public Builder retention(Duration value) {
      retention = Optional.of(value);
      return this;
    }

    public Builder queueBytes(long value) {
      queueBytes = value;
      return this;
    }

    public Builder sqlBytes(int value) {
      sqlBytes = value;
      return this;
    }

    public Builder checkpoints(int records, Duration interval) {
      checkpointRecords = records;
      checkpointInterval = interval;
      return this;
    }

    public Builder secondPlaces(List<SecondPlace> value) {
      secondPlaces = value;
      return this;
    }

    /** By default {@code audit.key} in the directory. */
    public Builder keyFile(Path value) {
      keyFile = Optional.of(value);
      return this;
    }

    public Builder metrics(AuditMetrics value) {
      metrics = value;
      return this;
    }

    public Builder clock(InstantSource value) {
      clock = value;
      return this;
    }

    public AuditOptions build() {
      return new AuditOptions(
          directory,
          redactor,
          durability,
          rotateBytes,
          rotateAge,
          compress,
          retention,
          queueBytes,
          sqlBytes,
          checkpointRecords,
          checkpointInterval,
          secondPlaces,
          keyFile.orElseGet(() -> directory.resolve("audit.key")),
          metrics,
          clock);
    }
  }
}
