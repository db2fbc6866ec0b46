package dev.pgtier.cli.config;

import dev.pgtier.policies.yaml.Keys;
import dev.pgtier.policies.yaml.Section;
import dev.pgtier.policies.yaml.Value;
import dev.pgtier.policies.yaml.Words;
import java.nio.file.Path;
import java.util.Optional;

/** {@code audit:}. */
final class AuditReader {
  static final Keys AUDIT = Keys.of("audit", "directory", "durability", "parameters", "rotate");

  private static final long ROTATE = 256L << 20;
  private static final long LEAST_ROTATE = 1L << 20;
  private static final Words<Audit.Durability> DURABILITIES = Words.of(Audit.Durability.class);
  private static final Words<Audit.Parameters> PARAMETERS = Words.of(Audit.Parameters.class);

  private AuditReader() {}

  static Optional<Audit> read(Value value, Context context) {
    Section audit = value.section(AUDIT);
    Optional<Path> directory = context.path(audit.required("directory"));
    Audit.Durability durability =
        audit.optional("durability").word(DURABILITIES).orElse(Audit.Durability.WRITTEN);
    Audit.Parameters parameters =
        audit.optional("parameters").word(PARAMETERS).orElse(Audit.Parameters.HASH);
    long rotate = audit.optional("rotate").size(LEAST_ROTATE, Long.MAX_VALUE).orElse(ROTATE);
    return directory.map(path -> new Audit(path, durability, parameters, rotate));
  }
}
