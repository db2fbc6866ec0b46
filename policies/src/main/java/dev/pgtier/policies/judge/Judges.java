package dev.pgtier.policies.judge;

import dev.pgtier.parser.ParseLimits;
import dev.pgtier.parser.ParseResult;
import dev.pgtier.parser.ParseTree;
import dev.pgtier.parser.ParserPool;
import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.analysis.Analyzer;
import dev.pgtier.policies.analysis.Reading;
import dev.pgtier.policies.analysis.Script;
import dev.pgtier.policies.decision.Decision;
import dev.pgtier.policies.lint.Lint;
import dev.pgtier.policies.lint.Linter;
import dev.pgtier.policies.rewrite.RowCap;
import dev.pgtier.policies.rewrite.RowCapper;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
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

  private final RowCapper rowCapper;

  private Judges(ParserPool parsers) {
    this.parsers = parsers;
    this.rowCapper = new RowCapper(RowCapper.Options.DEFAULT, parsers::parse);
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
    return parsers.parse(sql).thenCompose(parsed -> judge(sql, parsed, context));
  }

  private CompletableFuture<Judgement> judge(String sql, ParseResult parsed, JudgeContext context) {
    Reading reading = Analyzer.read(parsed);
    Decision decision = context.decider().decide(reading, context.catalog(), context.session());
    Tier tier = context.decider().tier();
    // A tier that writes may run the text for more than its rows.
    boolean capped =
        !decision.denied()
            && tier.mode() == Mode.READ_ONLY
            && tier.limits().rows().orElse(0) > 0
            && parsed instanceof ParseTree
            && reading instanceof Script;
    if (!capped) {
      return CompletableFuture.completedFuture(new Judgement(decision, context));
    }
    return rowCapper
        .cap(sql, (ParseTree) parsed, (Script) reading, tier.limits().rows().getAsLong())
        .thenApply(
            cap ->
                cap instanceof RowCap.Insertion insertion
                    ? new Judgement(decision, context, Optional.of(insertion), true)
                    : new Judgement(decision, context, Optional.empty(), lasting(cap)));
  }

  private static boolean lasting(RowCap cap) {
    return !(cap instanceof RowCap.NotRewritten not)
        || not.reason().lasting()
        || not.reason() == RowCap.Reason.TOO_LONG;
  }

  /** What {@code sql} does, as far as its text tells; the future never fails. */
  public CompletableFuture<Reading> read(String sql) {
    return parsers.parse(sql).thenApply(Analyzer::read);
  }

  /** What is to be said of {@code sql} before it runs on a database in use; never fails. */
  public CompletableFuture<List<Lint>> lint(String sql) {
    return parsers.parse(sql).thenApply(Linter::of);
  }

  /** How many texts wait for a thread. */
  public int waiting() {
    return parsers.queued();
  }

  @Override
  public void close() {
    rowCapper.close();
    parsers.close();
  }
}
