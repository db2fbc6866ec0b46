package dev.pgtier.migrations.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class LedgerTest {
  @TempDir Path folder;
  private Path directory;
  private Path file;

  @BeforeEach
  void place() {
    directory = folder.resolve("ledger");
    file = directory.resolve("ledger.jsonl");
  }

  @Test
  void everyKindOfRecordComesBackAsItWasAppended() throws Exception {
    for (LedgerRecord record : Records.all()) {
      new Ledger(directory).append(record);
    }
    List<LedgerEntry> entries = new Ledger(directory).read();
    assertThat(entries.get(0).record()).isInstanceOf(LedgerRecord.Key.class);
    assertThat(entries.stream().skip(1).map(LedgerEntry::record)).isEqualTo(Records.all());
    assertThat(entries)
        .extracting(LedgerEntry::seq)
        .containsExactly(1L, 2L, 3L, 4L, 5L, 6L, 7L, 8L, 9L, 10L);
    assertThat(Files.readAllLines(file))
        .hasSize(10)
        .allMatch(line -> line.startsWith("{\"v\":1,\"seq\":"));
    // Each kind was there: the one that is left is written by a repair.
    assertThat(new HashSet<>(entries.stream().map(entry -> entry.record().event()).toList()))
        .hasSize(LedgerRecord.EVENTS.size() - 1);
  }

  @Test
  void aDirectoryThatIsNotThereIsAnEmptyLedger() throws Exception {
    assertThat(new Ledger(directory).read()).isEmpty();
    assertThat(directory).doesNotExist();
  }

  @Test
  void aRecordMayDependOnWhatIsThere() throws Exception {
    Ledger ledger = new Ledger(directory);
    assertThat(ledger.append(entries -> Optional.empty())).isEmpty();
    assertThat(ledger.append(LedgerTest::onlyOnce)).isPresent();
    assertThat(ledger.append(LedgerTest::onlyOnce)).isEmpty();
  }

  private static Optional<LedgerRecord> onlyOnce(List<LedgerEntry> entries) {
    boolean there = entries.stream().anyMatch(e -> e.record() instanceof LedgerRecord.Started);
    return there ? Optional.empty() : Optional.of(Records.started());
  }

  @Test
  void anyByteThatIsEditedMakesEverythingRefuse() throws Exception {
    Ledger ledger = new Ledger(directory);
    ledger.append(Records.started());
    assertThat(ledger.read()).hasSize(2);
    byte[] good = Files.readAllBytes(file);
    for (int i = 0; i < good.length; i++) {
      byte[] bad = good.clone();
      bad[i] ^= 1;
      Files.write(file, bad);
      // By turns one that proved the rest before, and one that did not.
      Ledger reader = i % 2 == 0 ? ledger : new Ledger(directory);
      assertThatThrownBy(reader::read)
          .as("byte " + i)
          .isInstanceOf(LedgerException.class)
          .hasMessageContaining("tampered with")
          .hasMessageContaining("record");
    }
    Files.write(file, good);
    assertThat(ledger.read()).hasSize(2);
  }

  @Test
  void recordsThatAreRemovedSwappedRepeatedOrPutInMakeEverythingRefuse() throws Exception {
    filled();
    List<byte[]> lines = lines();
    for (int i = 0; i < lines.size(); i++) {
      List<byte[]> removed = new ArrayList<>(lines);
      removed.remove(i);
      refused(removed, "record");
      List<byte[]> repeated = new ArrayList<>(lines);
      repeated.add(i, lines.get(i));
      refused(repeated, "record " + (i + 2));
      for (int j = i + 1; j < lines.size(); j++) {
        List<byte[]> swapped = new ArrayList<>(lines);
        swapped.set(i, lines.get(j));
        swapped.set(j, lines.get(i));
        refused(swapped, "record " + (i + 1));
      }
    }
    refused(lines.subList(0, 3), "it ended with record 5, and record 4 is gone");
    refused(List.of(), "gone");
  }

  @Test
  void aCutAnywhereIsSeen() throws Exception {
    filled();
    byte[] good = Files.readAllBytes(file);
    for (int end = 0; end < good.length; end += 31) {
      Files.write(file, Arrays.copyOf(good, end));
      assertThatThrownBy(() -> new Ledger(directory).read()).hasMessageContaining("tampered with");
    }
  }

  @Test
  void anotherKeyCannotSignOn() throws Exception {
    filled();
    byte[] good = Files.readAllBytes(file);
    byte[] head = Files.readAllBytes(directory.resolve("ledger.head"));
    Path other = folder.resolve("other");
    for (int i = 0; i < 5; i++) {
      new Ledger(other).append(Records.applied());
    }
    // A record of another ledger with the right number, and the other's head.
    List<byte[]> lines = lines();
    Files.write(file, join(lines.subList(0, 4)));
    byte[] foreign = Files.readAllBytes(other.resolve("ledger.jsonl"));
    byte[] fifth =
        new String(foreign, StandardCharsets.UTF_8)
            .lines()
            .toList()
            .get(4)
            .getBytes(StandardCharsets.UTF_8);
    Files.write(file, join(List.of(lines.get(0), lines.get(1), lines.get(2), lines.get(3), fifth)));
    assertThatThrownBy(() -> new Ledger(directory).read()).hasMessageContaining("record 5");
    Files.write(file, good);
    Files.copy(
        other.resolve("ledger.head"),
        directory.resolve("ledger.head"),
        java.nio.file.StandardCopyOption.REPLACE_EXISTING);
    assertThatThrownBy(() -> new Ledger(directory).read()).hasMessageContaining("ledger.head");
    Files.delete(directory.resolve("ledger.head"));
    assertThatThrownBy(() -> new Ledger(directory).read()).hasMessageContaining("is missing");
    Files.write(directory.resolve("ledger.head"), head);
    Files.delete(directory.resolve("ledger.key"));
    assertThat(new Ledger(directory).read()).hasSize(5);
    assertThatThrownBy(() -> new Ledger(directory).append(Records.applied()))
        .hasMessageContaining("is missing; put it back");
    Files.copy(
        other.resolve("ledger.key"),
        directory.resolve("ledger.key"),
        java.nio.file.StandardCopyOption.COPY_ATTRIBUTES);
    assertThatThrownBy(() -> new Ledger(directory).append(Records.applied()))
        .hasMessageContaining("is not the key that signed the ledger");
  }

  @Test
  void whatACrashLeftOfALineIsMovedOffAndNamed() throws Exception {
    filled();
    byte[] good = Files.readAllBytes(file);
    byte[] torn = Arrays.copyOf(lines().get(2), 40);
    Files.write(
        file,
        join(List.of(Arrays.copyOf(good, good.length - 1), torn)),
        java.nio.file.StandardOpenOption.TRUNCATE_EXISTING);
    byte[] whole = Files.readAllBytes(file);
    Files.write(file, Arrays.copyOf(whole, whole.length - 1));
    assertThat(new Ledger(directory).read()).hasSize(5);
    new Ledger(directory).append(Records.applied());
    List<LedgerEntry> entries = new Ledger(directory).read();
    assertThat(entries).hasSize(7);
    LedgerRecord.Repaired repaired = (LedgerRecord.Repaired) entries.get(5).record();
    assertThat(repaired.bytes()).isEqualTo(40);
    assertThat(Files.readAllBytes(directory.resolve(repaired.into()))).isEqualTo(torn);
  }

  @Test
  void aCrashBetweenARecordAndTheHeadLosesNothing() throws Exception {
    Ledger ledger = filled();
    Path head = directory.resolve("ledger.head");
    byte[] before = Files.readAllBytes(head);
    ledger.append(Records.applied());
    Files.write(head, before);
    assertThat(new Ledger(directory).read()).hasSize(6);
    ledger.append(Records.rolledBack());
    assertThat(new Ledger(directory).read()).hasSize(7);
  }

  private Ledger filled() throws LedgerException {
    Ledger ledger = new Ledger(directory);
    ledger.append(Records.validated(true, ""));
    ledger.append(Records.started());
    ledger.append(Records.applied());
    ledger.append(Records.rolledBack());
    return ledger;
  }

  private void refused(List<byte[]> lines, String message) throws IOException {
    byte[] good = Files.readAllBytes(file);
    Files.write(file, join(lines));
    assertThatThrownBy(() -> new Ledger(directory).read())
        .isInstanceOf(LedgerException.class)
        .hasMessageContaining("tampered with")
        .hasMessageContaining(message);
    assertThatThrownBy(() -> new Ledger(directory).append(Records.applied()))
        .isInstanceOf(LedgerException.class);
    Files.write(file, good);
  }

  private List<byte[]> lines() throws IOException {
    return Files.readAllLines(file).stream()
        .map(line -> line.getBytes(StandardCharsets.UTF_8))
        .toList();
  }

  private static byte[] join(List<byte[]> lines) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    for (byte[] line : lines) {
      out.writeBytes(line);
      out.write('\n');
    }
    return out.toByteArray();
  }
}
