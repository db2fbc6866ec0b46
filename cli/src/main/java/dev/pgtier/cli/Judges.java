package dev.pgtier.cli;

import dev.pgtier.parser.PostgresParser;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.analysis.Analyzer;
import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.policies.catalog.CatalogFile;
import dev.pgtier.policies.catalog.CatalogLines;
import dev.pgtier.policies.catalog.ShippedCatalog;
import dev.pgtier.policies.decision.DecideEngine;
import dev.pgtier.policies.decision.Decision;
import dev.pgtier.policies.decision.SessionFacts;
import dev.pgtier.policies.decision.Unresolved;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

/**
 * Threads that judge statements, each with a parser and a stack of its own. A text that comes again
 * is not judged again, since a decision depends on nothing else here: files of statements that were
 * collected somewhere repeat themselves. One thread at a time may ask.
 */
final class Judges implements AutoCloseable {
  private static final long STACK_BYTES = 16L << 20;
  private static final int MOST = 4;
  private static final int KEPT_CHARACTERS = 8 << 20;

  private final ExecutorService threads;
  private final ThreadLocal<DecideEngine> engine;
  private final Map<String, Future<Decision>> known = new HashMap<>();
  private int kept;

  /** By PostgreSQL's own catalogue. */
  static Judges shipped(Tier tier) {
    return new Judges(tier, ShippedCatalog.load(), SessionFacts.DEFAULT);
  }

  /**
   * By a database's catalogue, for a session of {@code user} that has set nothing.
   *
   * @throws IOException if {@code in} is no catalogue
   * @throws IllegalArgumentException if it has a row that none has
   */
  static Judges saved(Tier tier, InputStream in, String user) throws IOException {
    PostgresParser parser = new PostgresParser();
    CatalogLines lines = new CatalogLines(sql -> Analyzer.read(parser.parse(sql)), true);
    CatalogFile.read(in, lines::add);
    return new Judges(
        tier,
        lines.build(),
        new SessionFacts(Optional.of(user), SessionFacts.DEFAULT.searchPath()));
  }

  private Judges(Tier tier, Catalog catalog, SessionFacts session) {
    engine =
        ThreadLocal.withInitial(() -> new DecideEngine(tier, Unresolved.ALLOW, catalog, session));
    threads =
        Executors.newFixedThreadPool(
            Math.min(MOST, Runtime.getRuntime().availableProcessors()),
            work -> {
              Thread thread = new Thread(null, work, "pgtier-decide", STACK_BYTES);
              thread.setDaemon(true);
              return thread;
            });
  }

  Future<Decision> decide(String sql) {
    Future<Decision> before = known.get(sql);
    if (before != null) {
      return before;
    }
    Callable<Decision> work = () -> engine.get().decide(sql);
    Future<Decision> decision = threads.submit(work);
    if (sql.length() <= KEPT_CHARACTERS - kept) {
      kept += sql.length();
      known.put(sql, decision);
    }
    return decision;
  }

  @Override
  public void close() {
    threads.shutdownNow();
  }
}
