package dev.pgtier.audit;

import dev.pgtier.audit.json.Utf8;
import dev.pgtier.audit.record.AuditRecord;
import dev.pgtier.audit.record.Client;
import dev.pgtier.audit.record.Decision;
import dev.pgtier.audit.record.Judgement;
import dev.pgtier.audit.record.Origin;
import dev.pgtier.audit.record.Outcome;
import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.verify.Report;
import dev.pgtier.audit.verify.Verifier;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

/** Records as a proxy makes them, and logs to put them in. */
public final class Logs {
  public static final Origin ORIGIN =
      new Origin(
          "01JZZZZZZZZZZZZZZZZZZZZZZZ",
          "agent",
          "inspect",
          "production",
          new Client("127.0.0.1:51544", "psql"),
          "sha256:" + "0".repeat(64));

  private Logs() {}

  public static Decision decision(String statement, String sql) {
    return new Decision(
        statement,
        ORIGIN,
        Map.of("tool", "recent_orders"),
        Decision.Protocol.EXTENDED,
        Utf8.of(sql),
        "9f86d081884c7d65",
        new Judgement(
            "read", List.of("public.orders"), List.of("now"), "allow", "statements.allow", null),
        Arrays.asList("text:1", null));
  }

  public static Outcome outcome(String statement) {
    return new Outcome(statement, Outcome.Status.OK, "SELECT 3", 3, 812, null, null, 1234);
  }

  /** Options with checkpoints that come only where a file is closed. */
  public static AuditOptions.Builder options(Path directory) {
    return AuditOptions.builder(directory, sql -> sql).checkpoints(1_000_000, Duration.ofHours(1));
  }

  /** Appends and waits; throws what the callback was told. */
  public static long append(AuditLog log, AuditRecord record) throws AuditUnavailable {
    try {
      return send(log, record).orTimeout(20, TimeUnit.SECONDS).join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof AuditUnavailable unavailable) {
        throw unavailable;
      }
      throw e;
    }
  }

  public static CompletableFuture<Long> send(AuditLog log, AuditRecord record) {
    CompletableFuture<Long> told = new CompletableFuture<>();
    log.append(
        record,
        new Callback() {
          @Override
          public void safe(long seq) {
            told.complete(seq);
          }

          @Override
          public void failed(AuditUnavailable reason) {
            told.completeExceptionally(reason);
          }
        });
    return told;
  }

  public static PublicKey key(Path directory) throws IOException {
    return Keys.ofPem(Files.readString(directory.resolve("audit.key.pub"))).orElseThrow();
  }

  public static Report verify(Path directory, Path... elsewhere) throws IOException {
    return new Verifier(directory, key(directory), List.of(elsewhere), null).verify();
  }

  public static Path firstFile(Path directory) {
    return directory.resolve("audit-0000000000000001.jsonl");
  }
}
