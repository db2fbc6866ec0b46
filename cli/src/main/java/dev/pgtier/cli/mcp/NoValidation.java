package dev.pgtier.cli.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.mcp.call.Cancellation;
import dev.pgtier.mcp.call.Progress;
import dev.pgtier.mcp.call.Validation;
import dev.pgtier.mcp.call.ValidationException;
import dev.pgtier.mcp.file.MigrationFile;

/** Says that this version validates nothing. */
public final class NoValidation implements Validation {
  @Override
  public JsonNode validate(MigrationFile file, Progress progress, Cancellation cancellation)
      throws ValidationException {
    throw new ValidationException(
        "This version of pgtier cannot validate migrations yet. %s was read and not run; to try it on the clone, use run_migration_file."
            .formatted(file.path()));
  }
}
