package dev.pgtier.policies.rewrite;

import dev.pgtier.parser.ParseLimits;
import dev.pgtier.parser.ParseTree;
import dev.pgtier.parser.ParserPool;
import dev.pgtier.parser.lexer.PostgresLexer;
import dev.pgtier.parser.lexer.TokenKind;
import dev.pgtier.policies.analysis.Analyzer;
import dev.pgtier.policies.analysis.Script;
import dev.pgtier.policies.rewrite.RowCap.Insertion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
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
 * A row cap on a known shape, which should cost no more than a pass of the lexer, and on an unknown
 * one: JSqlParser twice, PostgreSQL's parser once, two changes of thread.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.SampleTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 5, time = 2)
@Measurement(iterations = 5, time = 2)
public class RowCapBenchmark {
  private static final Duration PATIENCE = Duration.ofMinutes(1);

  /** 51 characters; nine columns of four relations; an IN list of 2,000 numbers. */
  @Param({"short", "joins", "list"})
  public String text;

  private final PostgresLexer lexer = new PostgresLexer();
  private final Inserter inserter = new Inserter();
  private String sql;
  private byte[] utf8;
  private ParserPool pool;
  private RowCapper capper;
  private ParseTree tree;
  private Script script;
  private Insertion insertion;

  @Setup(Level.Trial)
  public void open() {
    sql =
        switch (text) {
          case "short" -> "select a, b, c from t where a = 1 and b = 'x' or c;";
          case "joins" ->
              """
              SELECT o.id, o.total, o.placed_at, c.name, c.mail, l.sku, l.quantity, p.title, p.price
              FROM shop.orders o JOIN shop.customers c ON c.id = o.customer_id
                JOIN shop.lines l ON l.order_id = o.id LEFT JOIN shop.products p USING (sku)
              WHERE o.placed_at > now() - interval '30 days' AND c.country IN ('DE', 'FR', 'IT')
                AND (l.quantity > 5 OR p.price >= 10.5)
              ORDER BY o.placed_at DESC, l.sku -- newest first
              """;
          default ->
              IntStream.range(0, 2_000)
                  .mapToObj(Integer::toString)
                  .collect(Collectors.joining(",", "select * from t where a in (", ")"));
        };
    utf8 = sql.getBytes(StandardCharsets.UTF_8);
    pool = ParserPool.open(new ParserPool.Options(1, 16, PATIENCE, ParseLimits.DEFAULT));
    capper = new RowCapper(new RowCapper.Options(1, 16, PATIENCE, 64 << 10), pool::parse);
    tree = (ParseTree) pool.parse(sql).join();
    script = (Script) Analyzer.read(tree);
    insertion = (Insertion) compute();
  }

  @TearDown(Level.Trial)
  public void close() {
    capper.close();
    pool.close();
  }

  @Benchmark
  public int lexerPass() {
    lexer.reset(utf8);
    TokenKind kind = lexer.next();
    while (kind != TokenKind.END) {
      kind = lexer.next();
    }
    return lexer.end();
  }

  @Benchmark
  public byte[] apply() {
    return inserter.apply(utf8, insertion).orElseThrow();
  }

  @Benchmark
  public int position() {
    return inserter.position(utf8, 0, utf8.length, insertion);
  }

  @Benchmark
  public RowCap compute() {
    return capper.cap(sql, tree, script, 1_000).join();
  }
}
