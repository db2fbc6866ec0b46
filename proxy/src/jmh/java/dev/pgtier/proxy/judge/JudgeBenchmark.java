package dev.pgtier.proxy.judge;

import dev.pgtier.policies.Limits;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.catalog.ShippedCatalog;
import dev.pgtier.policies.decision.Decider;
import dev.pgtier.policies.decision.SessionFacts;
import dev.pgtier.policies.decision.Unresolved;
import dev.pgtier.policies.judge.JudgeContext;
import dev.pgtier.policies.judge.Judgement;
import dev.pgtier.policies.judge.Judges;
import dev.pgtier.policies.judge.TextShape;
import dev.pgtier.policies.tiers.ShippedTiers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a session waits for before a statement goes on, in the shipped tier inspect: a known shape
 * is one pass of the lexer and a look-up, an unknown one is read, judged and kept on another
 * thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class JudgeBenchmark {
  /** 50 characters. */
  private static final String SQL = "select relname, relkind from pg_class where oid=42";

  /** Whether the tier caps rows, for which JSqlParser reads an unknown text too, twice. */
  @Param({"false", "true"})
  public boolean capped;

  private final TextShape shape = new TextShape();
  private byte[] utf8;
  private Judge judge;
  private JudgeContext context;

  @Setup(Level.Trial)
  public void open() {
    utf8 = SQL.getBytes(StandardCharsets.UTF_8);
    judge =
        new Judge(
            Judges.open(new Judges.Options(2, 16, Duration.ofMinutes(1), 1 << 20)), 64L << 20);
    context =
        judge.context(
            new JudgeContext(
                new Decider(tier(), Unresolved.DENY), ShippedCatalog.load(), SessionFacts.DEFAULT));
    if (unknown().decision().denied() || known() == null) {
      throw new IllegalStateException("it is to be allowed, and known by its shape");
    }
  }

  private Tier tier() {
    Tier inspect = ShippedTiers.inspect();
    return capped
        ? inspect
        : new Tier(
            inspect.name(),
            inspect.description(),
            inspect.upstream(),
            inspect.mode(),
            inspect.effects(),
            inspect.functions(),
            inspect.relations(),
            inspect.settings(),
            Limits.DEFAULT,
            inspect.hint(),
            inspect.hash(),
            inspect.bookkeeping());
  }

  @TearDown(Level.Trial)
  public void close() {
    judge.close();
  }

  @Benchmark
  public Judgement known() {
    return judge.known(context, shape, utf8, 0, utf8.length);
  }

  @Benchmark
  public Judgement unknown() {
    return judge.judge(context, SQL).join();
  }
}
