package dev.pgtier.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.pgtier.audit.verify.Report;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecondPlacesTest {
  @TempDir private Path directory;
  @TempDir private Path elsewhere;

  @Test
  void checkpointsInASecondFileShowWhatWasCutOff() throws Exception {
    Path copy = elsewhere.resolve("checkpoints");
    try (AuditLog log =
        AuditLog.open(
            Logs.options(directory).secondPlaces(List.of(new SecondPlace.File(copy))).build())) {
      Logs.append(log, Logs.outcome("01A"));
    }
    assertThat(Logs.verify(directory, copy).status()).isEqualTo(Report.Status.WHOLE);

    List<String> lines = Files.readAllLines(Logs.firstFile(directory));
    Files.writeString(Logs.firstFile(directory), lines.get(0) + "\n" + lines.get(1) + "\n");
    Files.delete(directory.resolve("audit-0000000000000001.checkpoints"));

    assertThat(Logs.verify(directory).status()).isEqualTo(Report.Status.UNSEALED);
    assertThat(Logs.verify(directory, copy).finding().orElseThrow().what())
        .startsWith("the log ends at record 2, but record 3 was sealed");
  }

  @Test
  void aWebhookGetsEachCheckpointAndItsFailureStopsNoRecord() throws Exception {
    BlockingQueue<String> bodies = new LinkedBlockingQueue<>();
    BlockingQueue<String> failures = new LinkedBlockingQueue<>();
    AtomicInteger asked = new AtomicInteger();
    HttpServer server =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    server.createContext(
        "/seals",
        exchange -> {
          bodies.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
          exchange.sendResponseHeaders(asked.incrementAndGet() == 1 ? 500 : 204, -1);
          exchange.close();
        });
    server.start();
    URI url = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/seals?t=secret");
    AuditMetrics metrics =
        new AuditMetrics() {
          @Override
          public void taskFailed(String task, String detail) {
            failures.add(task + ": " + detail);
          }
        };
    try (AuditLog log =
        AuditLog.open(
            Logs.options(directory)
                .checkpoints(1, Duration.ofMillis(10))
                .metrics(metrics)
                .secondPlaces(List.of(new SecondPlace.Webhook(url)))
                .build())) {
      assertThat(bodies.poll(10, TimeUnit.SECONDS)).contains("\"type\":\"checkpoint\",\"seq\":1,");
      Logs.append(log, Logs.outcome("01A"));
      assertThat(bodies.poll(10, TimeUnit.SECONDS)).contains("\"seq\":");
      assertThat(failures.poll(10, TimeUnit.SECONDS))
          .isEqualTo("webhook at 127.0.0.1: IOException: it answered 500");
    } finally {
      server.stop(0);
    }
    assertThat(Logs.verify(directory).status()).isEqualTo(Report.Status.WHOLE);
  }
}
