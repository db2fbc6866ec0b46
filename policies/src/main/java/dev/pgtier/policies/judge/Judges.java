package dev.pgtier.policies.judge;

import dev.pgtier.parser.ParseLimits;
import dev.pgtier.parser.ParserPool;
import dev.pgtier.policies.analysis.Analyzer;
import dev.pgtier.policies.analysis.Reading;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Threads that read texts as PostgreSQL does and judge them. */
public final class Judges implements AutoCloseable {
  private final ParserPool parsers;

  /**
   * How large.
   *
   * @param threads each with a parser of its own, about 40 MB
   * @param queue texts that may wait for a thread
   * @param deadline for one text, waiting included
   * @param bytes of one text
   */
  public record Options(int threads, int queue, Duration deadline, int bytes) {}

  private Judges(ParserPool parsers) {
    this.parsers = parsers;
  }

  /** Waits until the parsers are loaded, most of a second in a new JVM. */
  public static Judges open(Options options) {
    return new Judges(
        ParserPool.open(
            new ParserPool.Options(
                options.threads(),
                options.queue(),
                options.deadline(),
                ParseLimits.DEFAULT.withBytes(options.bytes()))));
  }

  /**
   * What {@code context}'s tier says of {@code sql}, as a Query message would carry it. The future
   * fails only by a fault of ours; what is chained to it must not block.
   */
  public CompletableFuture<Judgement> judge(String sql, JudgeContext context) {
    return parsers
        .parse(sql)
        .thenApply(
            parsed ->
                new Judgement(
                    context
                        .decider()
                        .decide(Analyzer.read(parsed), context.catalog(), context.session()),
                    context));
  }

  /** What {@code sql} does, as far as its text tells; the future never fails. */
  public CompletableFuture<Reading> read(String sql) {
    return parsers.parse(sql).thenApply(Analyzer::read);
  }

  /** How many texts wait for a thread. */
  public int waiting() {
    return parsers.queued();
  }

  @Override
  public void close() {
    parsers.close();
  }
}
