package dev.pgtier.audit;

import dev.pgtier.audit.record.Ulids;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;

/**
 * A process that writes to a log until it is killed, and prints the number of each record that it
 * was told is safe. Started by {@link KilledWriterTest}.
 */
final class WriterProcess {
  private static final int THREADS = 4;

  private WriterProcess() {}

  public static void main(String[] args) throws Exception {
    AuditOptions options =
        AuditOptions.builder(Path.of(args[0]), sql -> sql)
            .durability(AuditOptions.Durability.valueOf(args[1]))
            .rotateBytes(200_000)
            .compress(true)
            .queueBytes(1 << 20)
            .checkpoints(500, Duration.ofMillis(50))
            .build();
    AuditLog log = AuditLog.open(options);
    for (int i = 0; i < THREADS; i++) {
      new Thread(() -> produce(log)).start();
    }
  }

  private static void produce(AuditLog log) {
    Ulids ulids = new Ulids(InstantSource.system());
    while (true) {
      String statement = ulids.next();
      log.append(
          Logs.decision(statement, "select * from orders where id = 1"),
          new Callback() {
            @Override
            public void safe(long seq) {
              // One write(2) a line, so that the reader gets it whole or not at all.
              System.out.writeBytes(
                  (seq + " " + statement + "\n").getBytes(StandardCharsets.US_ASCII));
            }

            @Override
            public void failed(AuditUnavailable reason) {
              System.out.writeBytes(
                  ("failed " + reason.getMessage() + "\n").getBytes(StandardCharsets.US_ASCII));
            }
          });
      while (!log.hasRoom()) {
        Thread.onSpinWait();
      }
    }
  }
}
