package dev.pgtier.mcp.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which files tools may have. */
class MigrationFilesTest {
  @TempDir private Path folder;
  private MigrationFiles files;
  private Path directory;

  @BeforeEach
  void write() throws Exception {
    directory = Files.createDirectories(folder.resolve("migrations"));
    files = new MigrationFiles(directory);
    Files.writeString(directory.resolve("a.sql"), "SELECT 1");
    Files.writeString(folder.resolve("secret.sql"), "SELECT 'secret'");
    Files.writeString(directory.resolve("notes.txt"), "no");
    Files.createDirectories(directory.resolve("sub/folder.sql"));
    Files.writeString(directory.resolve("sub/b.sql"), "\uFEFFSELECT 2");
  }

  @Test
  void filesOfTheDirectoryAreRead() throws Exception {
    MigrationFile file = files.read("migrations/a.sql");
    assertThat(file.sql()).isEqualTo("SELECT 1");
    assertThat(file.path()).isEqualTo("a.sql");
    assertThat(file.sha256())
        .isEqualTo("e004ebd5b5532a4b85984a62f8ad48a81aa3460c1ca07701f386135d72cdecf5");
    assertThat(files.read("sub/b.sql").sql()).isEqualTo("SELECT 2");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "../secret.sql",
        "migrations/../../secret.sql",
        "sub/../../secret.sql",
        "sub/../a.sql",
        "./a.sql",
        "a.sql/",
        "/etc/passwd",
        "//etc/passwd.sql",
        "migrations//etc/passwd.sql",
        "..\\secret.sql",
        "a.sql\0.txt",
        "",
        "migrations/",
        "notes.txt",
        "nope.sql",
        "sub/folder.sql",
        "file:a.sql",
        "~/a.sql",
      })
  void everythingElseIsRefused(String path) {
    assertThatThrownBy(() -> files.read(path))
        .isInstanceOf(FileException.class)
        .message()
        .doesNotContain(folder.toString());
  }

  @Test
  void linksLeadNowhere() throws Exception {
    Files.createSymbolicLink(directory.resolve("link.sql"), folder.resolve("secret.sql"));
    Files.createSymbolicLink(directory.resolve("out"), folder);
    assertThatThrownBy(() -> files.read("link.sql")).isInstanceOf(FileException.class);
    assertThatThrownBy(() -> files.read("out/secret.sql")).isInstanceOf(FileException.class);
  }

  @Test
  void textIsBoundedAndUtf8() throws Exception {
    Files.write(directory.resolve("latin.sql"), new byte[] {'-', '-', (byte) 0xE9});
    Files.write(directory.resolve("zero.sql"), new byte[] {'-', '-', 0});
    Files.write(directory.resolve("large.sql"), new byte[(4 << 20) + 1]);
    assertThatThrownBy(() -> files.read("latin.sql")).hasMessage("latin.sql is not UTF-8");
    assertThatThrownBy(() -> files.read("zero.sql")).hasMessage("zero.sql holds a zero byte");
    assertThatThrownBy(() -> files.read("large.sql")).hasMessage("large.sql is larger than 4 MiB");
  }
}
