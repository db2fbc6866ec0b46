package dev.pgtier.migrations.clone;

import dev.pgtier.migrations.masking.MaskedColumn;
import java.time.Duration;
import java.util.List;

/**
 * What a run of clone made, for the ledger.
 *
 * @param base the copy that validations will be made of
 * @param way as the configuration names it
 * @param source what was copied
 * @param target the server and the agents' database
 * @param schema the fingerprint of its schema
 * @param masked every masked column
 * @param bytes of the base copy
 * @param took the whole run but the swap
 */
public record CloneReport(
    BaseCopy base,
    String way,
    String source,
    String target,
    String schema,
    List<MaskedColumn> masked,
    long bytes,
    Duration took) {
  public CloneReport {
    masked = List.copyOf(masked);
  }
}
