package dev.pgtier.policies.rewrite;

import dev.pgtier.parser.ParseLimits;
import dev.pgtier.parser.ParseResult;
import dev.pgtier.parser.ParseTree;
import dev.pgtier.parser.PostgresParser;
import dev.pgtier.policies.analysis.Analyzer;
import dev.pgtier.policies.analysis.Script;
import dev.pgtier.policies.rewrite.RowCap.Insertion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;

/** A capper with a parser at its side, for texts. One thread at a time. */
final class Caps implements AutoCloseable {
  /** Long enough for a busy machine: no test is to fail because of the clock. */
  static final RowCapper.Options PATIENT =
      new RowCapper.Options(1, 16, Duration.ofSeconds(60), 64 << 10);

  private final PostgresParser parser = new PostgresParser(ParseLimits.DEFAULT);
  private final Inserter inserter = new Inserter();
  private final RowCapper capper;

  Caps() {
    this(PATIENT);
  }

  Caps(RowCapper.Options options) {
    capper = new RowCapper(options, sql -> CompletableFuture.completedFuture(parse(sql)));
  }

  /** The whole way; empty if PostgreSQL does not read {@code sql}. */
  Optional<RowCap> cap(String sql, long rows) {
    return parse(sql) instanceof ParseTree tree
        ? Optional.of(capper.cap(sql, tree, (Script) Analyzer.read(tree), rows).join())
        : Optional.empty();
  }

  ParseResult parse(String sql) {
    synchronized (parser) {
      return parser.parse(sql);
    }
  }

  String apply(String sql, Insertion insertion) {
    return inserter
        .apply(sql.getBytes(StandardCharsets.UTF_8), insertion)
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .orElseThrow(() -> new AssertionError("no place for it in " + sql));
  }

  @Override
  public void close() {
    capper.close();
  }
}
