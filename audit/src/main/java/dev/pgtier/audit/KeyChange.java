package dev.pgtier.audit;

import dev.pgtier.audit.record.LogEvent;
import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.seal.Rotation;
import dev.pgtier.audit.seal.SigningKey;
import java.io.IOException;
import java.util.concurrent.CountDownLatch;

/** Lets the next key follow: first the record that both keys sign, then the key's file. */
final class KeyChange {
  /** More than the record's body has. */
  private static final int BODY_BYTES = 1024;

  private final KeyRing keys;
  private final Intake intake;
  private final Encoder encoder;
  private final AuditMetrics metrics;

  /**
   * @param encoder used on the writer's thread only
   */
  KeyChange(KeyRing keys, Intake intake, Encoder encoder, AuditMetrics metrics) {
    this.keys = keys;
    this.intake = intake;
    this.encoder = encoder;
    this.metrics = metrics;
  }

  /** Waits for the record; false where the log does not take it now, to be tried again. */
  boolean change() throws IOException {
    SigningKey next = keys.readNext();
    if (next.id().equals(keys.current().id())) {
      keys.replaceFile();
      return false;
    }
    if (!append(next)) {
      return false;
    }
    keys.replaceFile();
    metrics.keyRotated(next.id());
    return true;
  }

  private boolean append(SigningKey next) {
    Waiting waiting = new Waiting(next);
    Entry entry = new Entry(BODY_BYTES, (seq, prev) -> body(seq, prev, next), waiting);
    return switch (intake.offer(entry, true)) {
      case TAKEN, TAKEN_FULL -> waiting.isSafe();
      case REFUSED, CLOSED -> false;
    };
  }

  private byte[] body(long seq, String prev, SigningKey next) {
    Rotation rotation = Rotation.sign(seq, prev, keys.current(), next);
    return encoder.encode(
        new LogEvent.KeyRotated(
            rotation.old(),
            next.id(),
            Keys.base64(next.publicKey()),
            rotation.signature(),
            rotation.proof()));
  }

  private final class Waiting implements Callback {
    private final CountDownLatch told = new CountDownLatch(1);
    private final SigningKey next;
    private boolean safe;

    Waiting(SigningKey next) {
      this.next = next;
    }

    @Override
    public void safe(long seq) {
      keys.rotated(seq, next);
      safe = true;
      told.countDown();
    }

    @Override
    public void failed(AuditUnavailable reason) {
      told.countDown();
    }

    boolean isSafe() {
      boolean interrupted = false;
      while (true) {
        try {
          told.await();
          break;
        } catch (InterruptedException e) {
          interrupted = true;
        }
      }
      if (interrupted) {
        Thread.currentThread().interrupt();
      }
      return safe;
    }
  }
}
