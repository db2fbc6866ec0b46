package dev.pgtier.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.audit.chain.LogDirectory;
import dev.pgtier.audit.chain.LogFile;
import dev.pgtier.audit.seal.Checkpoint;
import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.seal.SignedFiles;
import dev.pgtier.audit.verify.Report;
import dev.pgtier.audit.verify.Verifier;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.PublicKey;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Rotation, compression, retention, repair, change of key. */
final class FilesOfTheLogTest {
  @TempDir private Path directory;
  private final Seen seen = new Seen();

  private AuditOptions.Builder options() {
    return Logs.options(directory).metrics(seen);
  }

  @Test
  void filesOfASizeAreOneChain() throws Exception {
    try (AuditLog log = AuditLog.open(options().rotateBytes(4_000).build())) {
      appendSome(log, 100);
    }

    List<LogFile> files = LogDirectory.files(directory);
    assertThat(files).hasSizeGreaterThan(5);
    for (LogFile file : files) {
      assertThat(Files.size(file.path())).isLessThanOrEqualTo(4_000);
      assertThat(Files.readString(file.path()))
          .startsWith("{\"v\":1,\"seq\":" + file.first() + ",");
    }
    assertThat(Logs.verify(directory).text()).isEqualTo("whole: 102 records, 1 to 102, all sealed");
  }

  @Test
  void aFileThatIsOldIsClosedThoughItIsSmall() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.parse("2026-01-02T00:00:00Z"));
    try (AuditLog log =
        AuditLog.open(options().clock(now::get).rotateAge(Duration.ofHours(1)).build())) {
      appendSome(log, 1);
      now.set(Instant.parse("2026-01-02T01:00:00Z"));
      seen.await("rotated audit-0000000000000003.jsonl");
      appendSome(log, 1);
    }
    assertThat(LogDirectory.files(directory)).extracting(LogFile::first).containsExactly(1L, 3L);
    assertThat(Logs.verify(directory).status()).isEqualTo(Report.Status.WHOLE);
  }

  @Test
  void aMissingOrEmptiedFileIsNamedByItsRecords() throws Exception {
    try (AuditLog log = AuditLog.open(options().rotateBytes(4_000).build())) {
      appendSome(log, 30);
    }
    List<LogFile> files = LogDirectory.files(directory);
    byte[] second = Files.readAllBytes(files.get(1).path());

    Files.delete(files.get(1).path());
    assertThat(Logs.verify(directory).finding().orElseThrow().what())
        .isEqualTo(
            "records %d to %d are missing"
                .formatted(files.get(1).first(), files.get(2).first() - 1));
    Files.createFile(files.get(1).path());
    assertThat(Logs.verify(directory).finding().orElseThrow().record())
        .isEqualTo(files.get(1).first());
    Files.write(files.get(1).path(), second);
    assertThat(Logs.verify(directory).status()).isEqualTo(Report.Status.WHOLE);
    Files.delete(files.get(0).path());
    assertThat(Logs.verify(directory).finding().orElseThrow().record()).isEqualTo(1);
  }

  @Test
  void aNewestFileThatIsGoneIsMissedForItsCheckpointsAndTheLogDoesNotGoOnWithoutIt()
      throws Exception {
    try (AuditLog log = AuditLog.open(options().rotateBytes(4_000).build())) {
      appendSome(log, 30);
    }
    List<LogFile> files = LogDirectory.files(directory);
    for (int left = files.size() - 1; left >= 0; left--) {
      LogFile newest = files.get(left);
      Files.delete(newest.path());
      Report report = Logs.verify(directory);
      assertThat(report.status()).as("%d files left", left).isEqualTo(Report.Status.BROKEN);
      assertThat(report.finding().orElseThrow().record()).isEqualTo(newest.first());
      assertThat(report.text())
          .contains("the records from %d on are cut off".formatted(newest.first()));
      assertThatThrownBy(() -> AuditLog.open(options().build()))
          .isInstanceOf(AuditLogException.class)
          .hasMessageContaining("is missing; run pgtier audit verify");
    }
  }

  @Test
  void whereThereIsNoRecordNothingIsWhole(@TempDir Path elsewhere) throws Exception {
    AuditLog.open(Logs.options(elsewhere).build()).close();
    Report report = new Verifier(directory, Logs.key(elsewhere), List.of(), null).verify();
    assertThat(report.status()).isEqualTo(Report.Status.BROKEN);
    assertThat(report.text())
        .isEqualTo(
            "broken: %s: there is no record in it: it is no audit log, or all of it was deleted"
                .formatted(directory));
  }

  @Test
  void closedFilesAreCompressedAndZcatReadsThem() throws Exception {
    String plain;
    try (AuditLog log = AuditLog.open(options().rotateBytes(4_000).compress(true).build())) {
      appendSome(log, 30);
      seen.await("compressed audit-0000000000000001.jsonl.gz");
    }
    // The files whose turn did not come before the end are done at the next start.
    try (AuditLog log = AuditLog.open(options().compress(true).build())) {
      List<LogFile> files = LogDirectory.files(directory);
      seen.await("compressed " + files.get(files.size() - 2).plainName() + ".gz");
      plain = Files.readString(files.get(files.size() - 1).path());
      appendSome(log, 1);
    }
    List<LogFile> files = LogDirectory.files(directory);
    assertThat(files.subList(0, files.size() - 1)).allMatch(LogFile::compressed);
    assertThat(plain).isNotEmpty();
    assertThat(files)
        .as("who may read a file, compressed or not")
        .allSatisfy(
            file ->
                assertThat(
                        PosixFilePermissions.toString(Files.getPosixFilePermissions(file.path())))
                    .matches("rw-[r-]-----"));
    assertThat(Logs.verify(directory).status()).isEqualTo(Report.Status.WHOLE);
    try (var in = new GZIPInputStream(Files.newInputStream(files.get(0).path()))) {
      assertThat(new String(in.readAllBytes(), StandardCharsets.UTF_8))
          .startsWith("{\"v\":1,\"seq\":1,")
          .endsWith("\"}\n");
    }
    everyEditOfACompressedFileIsFoundOrChangesNoRecord(files.get(0));
  }

  private void everyEditOfACompressedFileIsFoundOrChangesNoRecord(LogFile file) throws IOException {
    byte[] whole = Files.readAllBytes(file.path());
    byte[] content = content(file);
    for (int at = 0; at <= whole.length; at++) {
      byte[] edited = Arrays.copyOf(whole, Math.max(whole.length, at + 1));
      edited[at] ^= 1;
      Files.write(file.path(), edited);
      Report report = Logs.verify(directory);
      if (report.status() != Report.Status.BROKEN) {
        // The last byte of deflate has bits that mean nothing.
        assertThat(content(file)).isEqualTo(content);
      }
    }
    for (int length = 0; length < whole.length; length += 7) {
      Files.write(file.path(), Arrays.copyOf(whole, length));
      assertThat(Logs.verify(directory).status()).isEqualTo(Report.Status.BROKEN);
    }
    Files.write(file.path(), whole);
  }

  private static byte[] content(LogFile file) throws IOException {
    try (var in = file.open()) {
      return in.readAllBytes();
    }
  }

  @Test
  void oldFilesAreDeletedAndTheRestStillVerifies() throws Exception {
    AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
    PublicKey key;
    try (AuditLog log =
        AuditLog.open(options().clock(now::get).rotateBytes(4_000).compress(true).build())) {
      appendSome(log, 30);
      key = Logs.key(directory);
    }
    rotateKey();
    int before = LogDirectory.files(directory).size();
    now.set(Instant.now().plus(Duration.ofDays(100)));
    try (AuditLog log =
        AuditLog.open(
            options().clock(now::get).rotateBytes(4_000).retention(Duration.ofDays(30)).build())) {
      for (LogFile file : LogDirectory.files(directory).subList(0, before - 1)) {
        seen.await("deleted " + file.name());
      }
      appendSome(log, 5);
    }

    Report report = new Verifier(directory, key, List.of(), null).verify();
    assertThat(report.status()).as(report.text()).isEqualTo(Report.Status.WHOLE);
    assertThat(report.deleted()).isGreaterThan(20);
    assertThat(report.first()).isEqualTo(report.deleted() + 1);
    assertThat(report.text()).contains(" before them deleted by retention");
    assertThat(Logs.verify(directory).status()).isEqualTo(Report.Status.WHOLE);

    // A stub cannot be made for records that retention did not delete.
    Path stubs = directory.resolve("retention.jsonl");
    String signed = Files.readString(stubs);
    Files.writeString(stubs, signed.replaceFirst("\"last\":[0-9]+", "\"last\":1"));
    assertThat(Logs.verify(directory).status()).isEqualTo(Report.Status.BROKEN);
    Files.delete(stubs);
    assertThat(Logs.verify(directory).finding().orElseThrow().what())
        .isEqualTo("records 1 to %d are missing".formatted(report.deleted()));
  }

  @Test
  void aTornLastLineIsMovedOffAndTheChainSaysSo() throws Exception {
    try (AuditLog log = AuditLog.open(options().build())) {
      appendSome(log, 3);
    }
    Path file = Logs.firstFile(directory);
    Files.writeString(file, "{\"v\":1,\"seq\":6,\"ti", StandardOpenOption.APPEND);
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    assertThat(Logs.verify(directory).finding().orElseThrow().what())
        .isEqualTo("record 6 is cut off within its line");
    long end = Files.size(file) - 18;

    AuditLog.open(options().build()).close();

    assertThat(Logs.verify(directory).status()).isEqualTo(Report.Status.WHOLE);
    Path moved = directory.resolve("audit-0000000000000001.jsonl.torn-" + end + "-1");
    assertThat(moved).hasContent("{\"v\":1,\"seq\":6,\"ti");
    assertThat(Files.readAllLines(file).get(5))
        .contains(
            "\"event\":\"repaired\",\"file\":\"audit-0000000000000001.jsonl\",\"moved\":\""
                + moved.getFileName()
                + "\",\"bytes\":18,\"sha256\":\"");
    AuditLog.open(options().build()).close();
    assertThat(Files.readString(file)).containsOnlyOnce("\"repaired\"");
  }

  @Test
  void everyCutOfTheUnsealedTailIsRepaired() throws Exception {
    AuditLog.open(options().build()).close();
    Path file = Logs.firstFile(directory);
    byte[] sealed = Files.readAllBytes(file);
    Path other = Files.createDirectory(directory.resolve("other"));
    AuditLog log = AuditLog.open(options().build());
    appendSome(log, 2);
    byte[] running = Files.readAllBytes(file);
    log.close();
    for (int length = sealed.length; length < running.length; length += 11) {
      Path copy = Files.createDirectory(other.resolve("" + length));
      Files.copy(directory.resolve("audit.key"), copy.resolve("audit.key"));
      Files.write(Logs.firstFile(copy), Arrays.copyOf(running, length));

      AuditLog.open(Logs.options(copy).build()).close();

      assertThat(Logs.verify(copy).status()).as("%d", length).isEqualTo(Report.Status.WHOLE);
    }
  }

  @Test
  void whatACrashCannotDoIsNotRepaired() throws Exception {
    try (AuditLog log = AuditLog.open(options().build())) {
      appendSome(log, 3);
    }
    Path file = Logs.firstFile(directory);
    String whole = Files.readString(file);

    Files.writeString(file, whole.replace("\"rows\":3", "\"rows\":0"));
    assertThatThrownBy(() -> AuditLog.open(options().build()))
        .isInstanceOf(AuditLogException.class)
        .hasMessageContaining("damaged at line 2 of")
        .hasMessageContaining("run pgtier audit verify");

    Files.writeString(file, whole.substring(0, whole.indexOf("\n") + 1));
    // How many checkpoints there are, the clock decides.
    long firstBeyond =
        SignedFiles.checkpoints(LogFile.checkpoints(file)).stream()
            .mapToLong(Checkpoint::seq)
            .filter(seq -> seq > 1)
            .findFirst()
            .orElseThrow();
    assertThatThrownBy(() -> AuditLog.open(options().build()))
        .isInstanceOf(AuditLogException.class)
        .hasMessageContaining("lacks record " + firstBeyond + ", which a checkpoint seals");
  }

  @Test
  void aChangeOfKeyIsInTheChainAndEitherKeyVerifies() throws Exception {
    PublicKey old;
    PublicKey fresh;
    try (AuditLog log = AuditLog.open(options().build())) {
      appendSome(log, 3);
      old = Logs.key(directory);
      KeyFiles.askForRotation(directory.resolve("audit.key"));
      seen.awaitStart("key ");
      appendSome(log, 3);
      fresh = Logs.key(directory);
    }
    assertThat(Keys.id(fresh)).isNotEqualTo(Keys.id(old));
    assertThat(directory.resolve("audit.key.next")).doesNotExist();
    for (PublicKey key : List.of(old, fresh)) {
      assertThat(new Verifier(directory, key, List.of(), null).verify().text())
          .isEqualTo("whole: 9 records, 1 to 9, all sealed");
    }
    Path elsewhere = Files.createDirectory(directory.resolve("elsewhere"));
    AuditLog.open(Logs.options(elsewhere).build()).close();
    assertThat(
            new Verifier(directory, Logs.key(elsewhere), List.of(), null)
                .verify()
                .finding()
                .orElseThrow()
                .what())
        .endsWith("never signed this log");
  }

  private void rotateKey() throws Exception {
    try (AuditLog log = AuditLog.open(options().build())) {
      KeyFiles.askForRotation(directory.resolve("audit.key"));
      seen.awaitStart("key ");
      appendSome(log, 1);
    }
  }

  private static void appendSome(AuditLog log, int count) throws AuditUnavailable {
    for (int i = 0; i < count; i++) {
      Logs.append(log, Logs.outcome("01A" + i));
    }
  }

  private static final class Seen implements AuditMetrics {
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

    /** Waits for an event; those before it are forgotten. */
    void await(String event) throws InterruptedException {
      String next = "";
      while (!next.equals(event)) {
        next = events.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("waiting for %s", event).isNotNull();
      }
    }

    void awaitStart(String start) throws InterruptedException {
      String next = "";
      while (!next.startsWith(start)) {
        next = events.poll(10, TimeUnit.SECONDS);
        assertThat(next).as("waiting for %s", start).isNotNull();
      }
    }

    @Override
    public void rotated(String file) {
      events.add("rotated " + file);
    }

    @Override
    public void compressed(String file) {
      events.add("compressed " + file);
    }

    @Override
    public void deleted(String file) {
      events.add("deleted " + file);
    }

    @Override
    public void keyRotated(String id) {
      events.add("key " + id);
    }

    @Override
    public void taskFailed(String task, String detail) {
      events.add("failed " + task + ": " + detail);
    }
  }
}
