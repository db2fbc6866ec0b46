package dev.pgtier.audit;

import dev.pgtier.audit.seal.Checkpoint;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;

/**
 * Brings checkpoints to a second place, however slow that is. Only the newest one waits: it covers
 * all before it. One that does not get there is tried again.
 */
final class Courier implements Runnable {
  private static final Duration TIMEOUT = Duration.ofSeconds(10);
  private static final long RETRY = Duration.ofSeconds(5).toNanos();

  private final SecondPlace place;
  private final AuditMetrics metrics;
  private final AtomicReference<Checkpoint> newest = new AtomicReference<>();
  private volatile boolean stopping;
  private final Thread thread;

  /** Made with the first POST. */
  private HttpClient client;

  Courier(SecondPlace place, AuditMetrics metrics) {
    this.place = place;
    this.metrics = metrics;
    this.thread = new Thread(this, "audit-courier");
    thread.setDaemon(true);
  }

  void start() {
    thread.start();
  }

  void send(Checkpoint checkpoint) {
    newest.set(checkpoint);
    LockSupport.unpark(thread);
  }

  /** Lets it bring what waits, for a moment. */
  void stop(Duration patience) throws InterruptedException {
    stopping = true;
    LockSupport.unpark(thread);
    thread.join(patience.toMillis());
  }

  @Override
  public void run() {
    boolean last;
    do {
      last = stopping;
      Checkpoint checkpoint = newest.getAndSet(null);
      if (checkpoint == null) {
        LockSupport.parkNanos(this, RETRY);
      } else if (!bring(checkpoint.line().text())) {
        newest.compareAndSet(null, checkpoint);
        if (!last) {
          LockSupport.parkNanos(this, RETRY);
        }
      }
    } while (!last);
  }

  private boolean bring(String line) {
    try {
      if (place instanceof SecondPlace.File file) {
        append(file, line);
      } else if (place instanceof SecondPlace.Webhook webhook) {
        post(webhook, line);
      } else {
        throw new AssertionError(place);
      }
      return true;
    } catch (IOException e) {
      metrics.taskFailed(place.toString(), DiskErrors.describe(e));
    } catch (InterruptedException e) {
      // Nobody interrupts this thread but the end of the program.
      Thread.currentThread().interrupt();
      stopping = true;
    }
    return false;
  }

  /** Opened anew each time, since the place may be a disk that comes and goes. */
  private static void append(SecondPlace.File file, String line) throws IOException {
    try (AppendFile lines = LineFile.open(Opener.DISK, file.path())) {
      lines.append(ByteBuffer.wrap((line + "\n").getBytes(StandardCharsets.UTF_8)), true);
    }
  }

  private void post(SecondPlace.Webhook webhook, String line)
      throws IOException, InterruptedException {
    if (client == null) {
      client = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
    }
    HttpRequest request =
        HttpRequest.newBuilder(webhook.url())
            .timeout(TIMEOUT)
            .header("Content-Type", "application/json")
            .POST(HttpRequest.BodyPublishers.ofString(line))
            .build();
    int status = client.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
    if (status / 100 != 2) {
      throw new IOException("it answered " + status);
    }
  }
}
