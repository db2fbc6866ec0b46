package dev.pgtier.cli.check;

import dev.pgtier.cli.config.FileTrouble;
import dev.pgtier.policies.catalog.CatalogFile;
import dev.pgtier.policies.catalog.CatalogQueries;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;

/** Writes an upstream's catalogue for {@code decide --catalog}. */
public final class CatalogSaver {
  private CatalogSaver() {}

  /**
   * Asks the server and writes the file, which is there whole or not at all.
   *
   * @return how many rows it has
   * @throws IOException whose message is for a person
   */
  public static int save(UpstreamClient client, Path file)
      throws IOException, InterruptedException {
    List<List<String>> rows = new ArrayList<>();
    client.rows("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY");
    client.rows(CatalogQueries.PREPARE);
    for (String query : CatalogQueries.ALL) {
      rows.addAll(client.rows(query));
    }
    client.rows("ROLLBACK");
    Path whole = file.toAbsolutePath();
    Path fresh = whole.resolveSibling(whole.getFileName() + ".new");
    try {
      CatalogFile.write(rows, Files.newOutputStream(fresh));
      Files.move(fresh, whole, StandardCopyOption.REPLACE_EXISTING);
    } catch (IOException e) {
      throw new IOException("cannot write " + file + ": " + FileTrouble.of(e), e);
    } finally {
      Files.deleteIfExists(fresh);
    }
    return rows.size();
  }
}
