package dev.pgtier.migrations.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class MigrationFileTest {
  @TempDir Path folder;

  @Test
  void aFileIsFoundByPathAndByNameWithWhatUndoesIt() throws Exception {
    Path directory = Files.createDirectories(folder.resolve("migrations/2026")).getParent();
    Files.writeString(directory.resolve("2026/a.sql"), "SELECT 1");
    Files.writeString(directory.resolve("2026/a.rollback.sql"), "SELECT 2");
    MigrationFile file = MigrationFile.read(directory, "2026/a.sql");
    assertThat(file.name()).isEqualTo("2026/a.sql");
    assertThat(file.text()).isEqualTo("SELECT 1");
    assertThat(file.sha256())
        .isEqualTo("e004ebd5b5532a4b85984a62f8ad48a81aa3460c1ca07701f386135d72cdecf5");
    assertThat(file.rollback().orElseThrow().name()).isEqualTo("2026/a.rollback.sql");
    assertThat(MigrationFile.read(directory, directory.resolve("2026/a.sql").toString()))
        .isEqualTo(file);
  }

  @Test
  void whatIsNoMigrationIsRefusedInOneSentence() throws Exception {
    Path directory = Files.createDirectory(folder.resolve("migrations"));
    Files.writeString(folder.resolve("outside.sql"), "SELECT 1");
    Files.createSymbolicLink(directory.resolve("link.sql"), folder.resolve("outside.sql"));
    Files.write(directory.resolve("latin.sql"), new byte[] {(byte) 0xE9});
    Files.write(directory.resolve("large.sql"), new byte[MigrationFile.MAX_BYTES + 1]);
    Files.writeString(directory.resolve("a.rollback.sql"), "SELECT 1");
    Files.createDirectory(directory.resolve("folder.sql"));
    refused(directory, "none.sql", "there is no file");
    refused(directory, "../outside.sql", "is not in the migrations directory");
    refused(directory, "link.sql", "is no file of the migrations directory");
    refused(directory, "latin.sql", "is not UTF-8");
    refused(directory, "large.sql", "is larger than 16 MiB");
    refused(directory, "a.rollback.sql", "undoes a migration; name the migration, a.sql");
    refused(directory, "a.txt", "ends in .sql");
    refused(directory, "folder.sql", "is no file");
  }

  private static void refused(Path directory, String name, String message) {
    assertThatThrownBy(() -> MigrationFile.read(directory, name))
        .isInstanceOf(MigrationFileException.class)
        .hasMessageContaining(message)
        .hasMessageNotContaining("\n");
  }
}
