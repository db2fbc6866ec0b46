package dev.pgtier.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.audit.record.Ulids;
import dev.pgtier.audit.verify.Report;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

final class AuditLogTest {
  @TempDir private Path directory;

  @ParameterizedTest
  @EnumSource(AuditOptions.Durability.class)
  void recordsOfManyThreadsAreOneWholeChain(AuditOptions.Durability durability) throws Exception {
    int threads = 8;
    int each = 2_000;
    try (AuditLog log = AuditLog.open(Logs.options(directory).durability(durability).build())) {
      List<Thread> producers = new ArrayList<>();
      List<CompletableFuture<Long>> told = new ArrayList<>();
      for (int i = 0; i < threads; i++) {
        List<CompletableFuture<Long>> own = new ArrayList<>();
        Ulids ulids = new Ulids(InstantSource.system());
        for (int n = 0; n < each; n++) {
          own.add(new CompletableFuture<>());
        }
        told.addAll(own);
        producers.add(
            new Thread(
                () ->
                    own.forEach(
                        future ->
                            Logs.send(log, Logs.decision(ulids.next(), "select 1"))
                                .thenAccept(future::complete))));
      }
      producers.forEach(Thread::start);
      CompletableFuture.allOf(told.toArray(CompletableFuture[]::new)).join();
      assertThat(told.stream().map(CompletableFuture::join).distinct()).hasSize(threads * each);
    }

    Report report = Logs.verify(directory);

    assertThat(report.status()).isEqualTo(Report.Status.WHOLE);
    // And log-opened, log-closed.
    assertThat(report.records()).isEqualTo(threads * each + 2);
  }

  @Test
  void aRecordThatIsTheReadersToSeeIsInTheFileWhenItsCallbackRuns() throws Exception {
    try (AuditLog log = AuditLog.open(Logs.options(directory).build())) {
      long seq = Logs.append(log, Logs.decision("01A", "select 'täg' \"x\"\n\u0001"));

      List<String> lines = Files.readAllLines(Logs.firstFile(directory));
      assertThat(lines).hasSize((int) seq);
      assertThat(lines.get((int) seq - 1))
          .startsWith("{\"v\":1,\"seq\":2,\"time\":\"2")
          .contains(
              "Z\",\"event\":\"decision\",\"statement\":\"01A\",\"session\":\"01JZ",
              "\"client\":{\"address\":\"127.0.0.1:51544\",\"application\":\"psql\"},"
                  + "\"context\":{\"tool\":\"recent_orders\"},\"protocol\":\"extended\","
                  + "\"sql\":\"select 'täg' \\\"x\\\"\\n\\u0001\",\"cut\":0,",
              "\"relations\":[\"public.orders\"],\"functions\":[\"now\"],"
                  + "\"parameters\":[\"text:1\",null],\"verdict\":\"allow\",");
    }
  }

  @Test
  void hashIsOfTheBytesBeforeItAndTheNextLineHasItAsPrev() throws Exception {
    try (AuditLog log = AuditLog.open(Logs.options(directory).build())) {
      Logs.append(log, Logs.decision("01A", "select 1"));
    }

    String before = "0".repeat(64);
    for (String line : Files.readAllLines(Logs.firstFile(directory))) {
      int at = line.indexOf(",\"hash\"");
      byte[] hashed = line.substring(0, at).getBytes(StandardCharsets.UTF_8);
      String hash = HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(hashed));
      assertThat(line).endsWith(",\"prev\":\"" + before + "\",\"hash\":\"" + hash + "\"}");
      before = hash;
    }
  }

  @Test
  void theChainGoesOnAfterARestart() throws Exception {
    for (int i = 0; i < 3; i++) {
      try (AuditLog log = AuditLog.open(Logs.options(directory).build())) {
        assertThat(Logs.append(log, Logs.outcome("01A"))).isEqualTo(3 * i + 2);
      }
    }

    assertThat(Logs.verify(directory).text()).isEqualTo("whole: 9 records, 1 to 9, all sealed");
  }

  @Test
  void onlyOneAtATimeWritesToADirectory() throws Exception {
    try (AuditLog log = AuditLog.open(Logs.options(directory).build())) {
      assertThatThrownBy(() -> AuditLog.open(Logs.options(directory).build()))
          .isInstanceOf(AuditLogException.class)
          .hasMessage(
              "this process writes to the audit log in %s already; give each its own directory",
              directory);
      Logs.append(log, Logs.outcome("01A"));
    }
    AuditLog.open(Logs.options(directory).build()).close();
  }

  @Test
  void keysAreTheirOwnersAloneAndLooseOnesAreRefused() throws Exception {
    AuditLog.open(Logs.options(directory).build()).close();
    for (String name : List.of("audit.key", "parameters.key")) {
      assertThat(Files.getPosixFilePermissions(directory.resolve(name)))
          .isEqualTo(PosixFilePermissions.fromString("rw-------"));
    }

    Files.setPosixFilePermissions(
        directory.resolve("audit.key"), PosixFilePermissions.fromString("rw-r-----"));

    assertThatThrownBy(() -> AuditLog.open(Logs.options(directory).build()))
        .isInstanceOf(AuditLogException.class)
        .hasMessageContaining("can be read by others than its owner");
  }

  @Test
  void aLogWhoseKeyIsGoneIsNotContinuedWithAnother() throws Exception {
    AuditLog.open(Logs.options(directory).build()).close();
    Files.delete(directory.resolve("audit.key"));

    assertThatThrownBy(() -> AuditLog.open(Logs.options(directory).build()))
        .isInstanceOf(AuditLogException.class)
        .hasMessageContaining("audit.key, is missing; put it back");
  }

  @Test
  void appendingToAClosedLogFails() throws IOException {
    AuditLog log = AuditLog.open(Logs.options(directory).build());
    log.close();

    assertThatThrownBy(() -> Logs.append(log, Logs.outcome("01A")))
        .isInstanceOf(AuditUnavailable.class)
        .hasMessage("the audit log is closed");
    log.close();
  }
}
