package dev.pgtier.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.Logs;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Verifying again and again, with what was found before. */
class ScanCacheTest {
  @TempDir private Path directory;

  @Test
  void whatWasFoundBeforeHidesNoChange() throws Exception {
    ScanCache cache = new ScanCache();
    try (AuditLog log = AuditLog.open(Logs.options(directory).rotateBytes(2_000).build())) {
      for (int i = 0; i < 12; i++) {
        Logs.append(log, Logs.decision("S" + i, "SELECT " + i));
      }
      Report before = verify(cache);
      assertThat(before.status()).isNotEqualTo(Report.Status.BROKEN);
      // More may be sealed by now, but no record is more or less.
      assertThat(verify(cache).records()).isEqualTo(before.records());
      Logs.append(log, Logs.decision("S12", "SELECT 12"));
      assertThat(verify(cache).records()).isEqualTo(before.records() + 1);
    }
    Report closed = verify(cache);
    assertThat(closed.status()).isEqualTo(Report.Status.WHOLE);
    Path file = Logs.firstFile(directory);
    FileTime time = Files.getLastModifiedTime(file);
    byte[] bytes = Files.readAllBytes(file);
    bytes[300] ^= 1;
    Files.write(file, bytes);
    // Who changes a file sets its time back; the inode's own time stays.
    Files.setLastModifiedTime(file, time);
    assertThat(verify(cache).status()).isEqualTo(Report.Status.BROKEN);
    assertThat(verify(cache)).isEqualTo(Logs.verify(directory));
    bytes[300] ^= 1;
    Files.write(file, bytes);
    assertThat(verify(cache)).isEqualTo(closed);
  }

  private Report verify(ScanCache cache) throws Exception {
    return new Verifier(directory, Logs.key(directory), List.of(), null, cache).verify();
  }
}
