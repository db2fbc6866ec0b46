package dev.pgtier.cli.mcp;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.mcp.call.Cancellation;
import dev.pgtier.mcp.call.Progress;
import dev.pgtier.mcp.call.Validation;
import dev.pgtier.mcp.call.ValidationException;
import dev.pgtier.migrations.file.MigrationFile;
import dev.pgtier.migrations.file.MigrationFileException;
import dev.pgtier.migrations.report.ReportJson;
import dev.pgtier.migrations.validate.Watcher;
import java.nio.file.Path;

/** What the tool validate_migration asks. */
final class ToolValidation implements Validation {
  private final Validations validations;
  private final Path directory;
  private final String server;

  /**
   * Asks nothing yet.
   *
   * @param directory of the migrations
   * @param server the MCP server's name, by which the ledger calls who asked
   */
  ToolValidation(Validations validations, Path directory, String server) {
    this.validations = validations;
    this.directory = directory;
    this.server = server;
  }

  @Override
  public JsonNode validate(
      dev.pgtier.mcp.file.MigrationFile file, Progress progress, Cancellation cancellation)
      throws ValidationException {
    try {
      // Read anew, with the file that undoes it; the tool has seen to it that the path is allowed.
      MigrationFile migration = MigrationFile.read(directory, file.path());
      if (!migration.sha256().equals(file.sha256())) {
        throw new ValidationException(file.path() + " was changed just now; ask again");
      }
      return ReportJson.of(
          validations.validate(migration, "mcp " + server, watcher(progress, cancellation)));
    } catch (MigrationFileException e) {
      throw new ValidationException(e.getMessage(), e);
    } catch (dev.pgtier.migrations.validate.ValidationException e) {
      throw new ValidationException(e.getMessage(), e);
    }
  }

  private static Watcher watcher(Progress progress, Cancellation cancellation) {
    return new Watcher() {
      @Override
      public void step(String what) {
        progress.report(what);
      }

      @Override
      public boolean cancelled() {
        return cancellation.cancelled();
      }

      @Override
      public void onCancel(Runnable stop) {
        cancellation.onCancel(stop);
      }
    };
  }
}
