package dev.pgtier.mcp.call;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.mcp.file.MigrationFile;

/** Has a migration tried on a fresh clone; whoever wires the servers supplies it. */
@FunctionalInterface
public interface Validation {
  /**
   * Validates a file and answers the report.
   *
   * @throws ValidationException if there can be no report
   */
  JsonNode validate(MigrationFile file, Progress progress, Cancellation cancellation)
      throws ValidationException;
}
