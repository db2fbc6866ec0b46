package dev.pgtier.parser.lexer;

import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;

/**
 * What a known statement costs: its tokens, and its shape. The bounds are 2 µs for 100 characters,
 * 100 MB/s on long texts, and no garbage ({@code -prof gc}).
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 1)
@Measurement(iterations = 4, time = 1)
public class LexerBenchmark {
  private static final String SHORT =
      "SELECT o.id, o.total FROM orders o WHERE o.customer_id = $1 AND o.status = 'paid' ORDER BY o.id DESC";
  private static final String CATALOGUE =
      """
      SELECT n.nspname as "Schema",
        c.relname as "Name",
        CASE c.relkind WHEN 'r' THEN 'table' WHEN 'v' THEN 'view' WHEN 'm' THEN 'materialized view' END as "Type",
        pg_catalog.pg_get_userbyid(c.relowner) as "Owner"
      FROM pg_catalog.pg_class c
           LEFT JOIN pg_catalog.pg_namespace n ON n.oid = c.relnamespace
           LEFT JOIN pg_catalog.pg_am am ON am.oid = c.relam
      WHERE c.relkind IN ('r','p','v','m','S','f','')
            AND n.nspname <> 'pg_catalog'
            AND n.nspname !~ '^pg_toast'
            AND n.nspname <> 'information_schema' -- no system tables
        AND pg_catalog.pg_table_is_visible(c.oid)
      ORDER BY 1,2;
      """;

  /**
   * 100 characters; 600, as psql sends them; 10,000 and 1 MB of such statements; 1 MB of an IN list;
   * 1 MB of one string constant.
   */
  @Param({"short", "catalogue", "medium", "long", "list", "string"})
  public String text;

  private byte[] utf8;
  private final PostgresLexer lexer = new PostgresLexer();
  private final Shaper shaper = new Shaper(ShapeKey.random());

  @Setup
  public void read() {
    String sql =
        switch (text) {
          case "short" -> SHORT;
          case "catalogue" -> CATALOGUE;
          case "medium" -> CATALOGUE.repeat(17);
          case "long" -> CATALOGUE.repeat(1_000_000 / CATALOGUE.length());
          case "list" -> "select * from t where id in (1" + ", 123456".repeat(125_000) + ")";
          case "string" -> "select '" + "lorem ipsum ".repeat(83_000) + "'";
          default -> throw new IllegalArgumentException(text);
        };
    utf8 = sql.getBytes(StandardCharsets.UTF_8);
  }

  @Benchmark
  public int tokens() {
    lexer.reset(utf8);
    int count = 0;
    while (lexer.next() != TokenKind.END) {
      count++;
    }
    return count;
  }

  @Benchmark
  public long shape() {
    shaper.read(utf8, 0, utf8.length);
    return shaper.high();
  }
}
