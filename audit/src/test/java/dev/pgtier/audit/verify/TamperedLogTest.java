package dev.pgtier.audit.verify;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.Logs;
import dev.pgtier.audit.chain.Hashes;
import dev.pgtier.audit.chain.Line;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever is done to a log without its key is found, and the first record concerned named. */
final class TamperedLogTest {
  private static final int RECORDS = 8;

  @TempDir private Path directory;
  private Path file;
  private byte[] whole;
  private List<byte[]> lines;

  @BeforeEach
  void writeASmallLog() throws Exception {
    try (AuditLog log = AuditLog.open(Logs.options(directory).build())) {
      for (int i = 0; i < RECORDS / 2 - 1; i++) {
        Logs.append(log, Logs.decision("01A" + i, "select " + i));
        Logs.append(log, Logs.outcome("01A" + i));
      }
    }
    file = Logs.firstFile(directory);
    whole = Files.readAllBytes(file);
    lines = lines(whole);
    assertThat(lines).hasSize(RECORDS);
    assertThat(Logs.verify(directory).status()).isEqualTo(Report.Status.WHOLE);
  }

  @Test
  void everyByteThatIsEditedNamesItsRecord() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (int at = 0; at < whole.length; at++) {
      int record = recordAt(at);
      for (int edited : new int[] {whole[at] ^ 1, whole[at] ^ 0x20, '\n'}) {
        if ((byte) edited != whole[at]) {
          byte[] bytes = whole.clone();
          bytes[at] = (byte) edited;
          expect(bytes, record, "byte " + at + " made " + edited, wrong);
        }
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyByteThatIsRemovedOrDoubledNamesItsRecord() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (int at = 0; at < whole.length; at++) {
      expect(join(head(at), tail(at + 1)), recordAt(at), "without byte " + at, wrong);
      byte[] doubled = join(head(at + 1), tail(at));
      int record = whole[at] == '\n' ? recordAt(at) + 1 : recordAt(at);
      expect(doubled, record, "byte twice " + at, wrong);
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyRecordThatIsRemovedIsNamed() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      List<byte[]> left = new ArrayList<>(lines);
      left.remove(i);
      expect(joinAll(left), i + 1, "without " + (i + 1), wrong);
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyTwoRecordsThatAreSwappedAreNamed() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (int i = 0; i < RECORDS; i++) {
      for (int j = i + 1; j < RECORDS; j++) {
        List<byte[]> swapped = new ArrayList<>(lines);
        swapped.set(i, lines.get(j));
        swapped.set(j, lines.get(i));
        expect(joinAll(swapped), i + 1, "swapped " + i + " and " + j, wrong);
      }
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void everyRecordThatIsRepeatedAnywhereIsNamed() throws Exception {
    for (int i = 0; i < RECORDS; i++) {
      for (int to = 0; to <= RECORDS; to++) {
        List<byte[]> repeated = new ArrayList<>(lines);
        repeated.add(to, lines.get(i));
        Report report = verify(joinAll(repeated));
        assertThat(report.status()).isEqualTo(Report.Status.BROKEN);
        // Put before its own place it is where others are missed, behind it it is there again.
        long named = report.finding().orElseThrow().record();
        assertThat(named).isEqualTo(to <= i ? (to == i ? i + 1 : to + 1) : i + 1);
      }
    }
  }

  @Test
  void everyCutIsFound() throws Exception {
    List<String> wrong = new ArrayList<>();
    for (int length = 0; length < whole.length; length++) {
      expect(head(length), recordAt(length), "cut to " + length, wrong);
    }
    assertThat(wrong).isEmpty();
  }

  @Test
  void aCutWithItsCheckpointsIsFoundOnlyByACheckpointHeldElsewhere(@TempDir Path elsewhere)
      throws Exception {
    Path checkpoints = directory.resolve("audit-0000000000000001.checkpoints");
    Path copy = Files.copy(checkpoints, elsewhere.resolve("checkpoints"));
    Files.delete(checkpoints);
    byte[] cut = joinAll(lines.subList(0, RECORDS - 2));

    Report alone = verify(cut);
    assertThat(alone.status()).isEqualTo(Report.Status.UNSEALED);
    assertThat(alone.unsealed()).isEqualTo(RECORDS - 2);
    assertThat(alone.text()).endsWith("unsealed tail of 6 records");

    Report finding = Logs.verify(directory, copy);
    assertThat(finding.status()).isEqualTo(Report.Status.BROKEN);
    assertThat(finding.finding().orElseThrow().what())
        .isEqualTo(
            "the log ends at record 6, but record 8 was sealed: the records from 7 on are cut off");
  }

  @Test
  void aChainThatIsHashedAnewIsNotWhatWasSealed() throws Exception {
    for (int from = 1; from <= RECORDS; from++) {
      Report report = verify(hashedAnew(from));
      // A checkpoint was signed at the start and at the end; it tells behind which it was.
      Report.Finding finding = report.finding().orElseThrow();
      assertThat(finding.kind()).isEqualTo(Report.Kind.REPLACED);
      assertThat(finding.record()).isLessThanOrEqualTo(from);
      assertThat(finding.what()).contains("are not those that were sealed");
    }
    Files.delete(directory.resolve("audit-0000000000000001.checkpoints"));
    assertThat(verify(hashedAnew(3)).unsealed()).isEqualTo(RECORDS);
  }

  @Test
  void aRecordThatIsEditedAndHashedAnewDoesNotFit() throws Exception {
    for (int record = 1; record < RECORDS; record++) {
      List<byte[]> edited = new ArrayList<>(lines);
      edited.set(record - 1, lines(hashedAnew(record)).get(record - 1));
      Report.Finding finding = verify(joinAll(edited)).finding().orElseThrow();
      assertThat(finding.kind()).isEqualTo(Report.Kind.REPLACED);
      assertThat(finding.record()).isLessThanOrEqualTo(record);
      assertThat(finding.what()).contains("replaced");
    }
  }

  /** The log as somebody without the key could write it, with another client from a record on. */
  private byte[] hashedAnew(int from) {
    byte[] hash = Hashes.NONE.getBytes(StandardCharsets.US_ASCII);
    byte[] out = new byte[2 * whole.length];
    int length = 0;
    for (int i = 0; i < lines.size(); i++) {
      String line = new String(lines.get(i), StandardCharsets.UTF_8);
      String body = line.substring(line.indexOf(",\"time\""), line.indexOf(",\"prev\""));
      String edited = i + 1 < from ? body : body.replaceFirst("Z\"", "Y\"");
      byte[] bytes = edited.getBytes(StandardCharsets.UTF_8);
      length = Line.write(out, length, i + 1, bytes, hash, Hashes.sha256());
    }
    return Arrays.copyOf(out, length);
  }

  @Test
  void aCheckpointThatIsEditedIsFound() throws Exception {
    Path checkpoints = directory.resolve("audit-0000000000000001.checkpoints");
    byte[] signed = Files.readAllBytes(checkpoints);
    for (int at = 0; at < signed.length - 1; at++) {
      byte[] edited = signed.clone();
      edited[at] ^= 1;
      Files.write(checkpoints, edited);
      assertThat(verify(whole).status()).as("byte %d", at).isEqualTo(Report.Status.BROKEN);
    }
  }

  private void expect(byte[] bytes, int record, String what, List<String> wrong)
      throws IOException {
    Report report = verify(bytes);
    long named = report.finding().map(Report.Finding::record).orElse(-1L);
    if (report.status() != Report.Status.BROKEN || named != record) {
      wrong.add("%s: %s, not record %d".formatted(what, report.text(), record));
    }
  }

  private Report verify(byte[] bytes) throws IOException {
    Files.write(file, bytes);
    // Long ago, so that it cannot be a file that is being written.
    Files.setLastModifiedTime(file, FileTime.from(Instant.EPOCH));
    return Logs.verify(directory);
  }

  /** The number of the record that a byte belongs to. */
  private int recordAt(int at) {
    int record = 1;
    for (int i = 0; i < at; i++) {
      record += whole[i] == '\n' ? 1 : 0;
    }
    return record;
  }

  private byte[] head(int end) {
    return Arrays.copyOf(whole, end);
  }

  private byte[] tail(int start) {
    return Arrays.copyOfRange(whole, start, whole.length);
  }

  private static byte[] join(byte[] one, byte[] other) {
    return joinAll(List.of(one, other));
  }

  private static byte[] joinAll(List<byte[]> parts) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    parts.forEach(out::writeBytes);
    return out.toByteArray();
  }

  private static List<byte[]> lines(byte[] text) {
    List<byte[]> lines = new ArrayList<>();
    for (String line : new String(text, StandardCharsets.ISO_8859_1).split("(?<=\n)", -1)) {
      if (!line.isEmpty()) {
        lines.add(line.getBytes(StandardCharsets.ISO_8859_1));
      }
    }
    return lines;
  }
}
