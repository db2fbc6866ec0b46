package dev.pgtier.cli.serve;

import dev.pgtier.audit.KeyFiles;
import dev.pgtier.audit.SecondPlace;
import dev.pgtier.audit.review.Review;
import dev.pgtier.audit.review.ReviewOptions;
import dev.pgtier.audit.seal.Keys;
import dev.pgtier.audit.search.SearchOptions;
import dev.pgtier.cli.config.Audit;
import dev.pgtier.cli.config.Configuration;
import jakarta.servlet.http.HttpServlet;
import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.PublicKey;
import java.util.List;
import java.util.Map;

/** The review page of a proxy that runs, for its admin port; it is closed after the proxy. */
public final class ReviewOfProxy implements Closeable {
  /** Where the page is on the admin port. */
  public static final String PATH = "/review/";

  private static final long MEMORY = 384L << 20;
  private static final int THREADS = 2;

  private final Review review;

  private ReviewOfProxy(Review review) {
    this.review = review;
  }

  /**
   * Makes the page, where there are a log and an admin port to show it on.
   *
   * @param audit whose log is open, so that its keys are there
   * @throws IOException with a sentence for whoever started the program
   */
  public static ReviewOfProxy open(Configuration configuration, AuditOfProxy audit, String version)
      throws IOException {
    if (!audit.isOpen() || configuration.admin().isEmpty()) {
      return new ReviewOfProxy(null);
    }
    Audit log = configuration.audit().orElseThrow();
    return new ReviewOfProxy(
        Review.open(
            new ReviewOptions(
                SearchOptions.of(log.directory()).within(MEMORY, THREADS),
                key(log),
                places(log),
                version)));
  }

  private static PublicKey key(Audit log) throws IOException {
    Path pair = log.key().orElseGet(() -> log.directory().resolve("audit.key"));
    Path file = KeyFiles.publicKey(pair);
    return Keys.ofPem(Files.readString(file))
        .orElseThrow(() -> new IOException(file + " holds no Ed25519 public key"));
  }

  private static List<Path> places(Audit log) {
    return log.checkpoints().stream()
        .filter(SecondPlace.File.class::isInstance)
        .map(place -> ((SecondPlace.File) place).path())
        .toList();
  }

  /** For the admin port, by path. */
  public Map<String, HttpServlet> pages() {
    return review == null ? Map.of() : Map.of(PATH + "*", review.servlet());
  }

  @Override
  public void close() throws IOException {
    if (review != null) {
      review.close();
    }
  }
}
