package dev.pgtier.policies.rewrite;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.parser.Difference;
import dev.pgtier.parser.Node;
import dev.pgtier.parser.ParseLimits;
import dev.pgtier.parser.ParseResult;
import dev.pgtier.parser.ParseTree;
import dev.pgtier.parser.PostgresParser;
import dev.pgtier.policies.analysis.Analyzer;
import dev.pgtier.policies.analysis.Script;
import dev.pgtier.policies.rewrite.RowCap.Insertion;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;

/** A capper with a parser at its side, for texts. One thread at a time. */
final class Caps implements AutoCloseable {
  /** Long enough for a busy machine: no test is to fail because of the clock. */
  static final RowCapper.Options PATIENT =
      new RowCapper.Options(1, 16, Duration.ofSeconds(60), 64 << 10);

  private static final Set<String> LIMIT_FIELDS =
      Set.of("SelectStmt.limitCount", "SelectStmt.limitOption");

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

  /** Bytes as they were but for the insertion; the tree as it was but for the limit. */
  void assertOnlyALimit(String sql, String capped, Insertion insertion, long rows) {
    String text = insertion.text();
    int place = 0;
    while (place < sql.length() && sql.charAt(place) == capped.charAt(place)) {
      place++;
    }
    // What follows the insertion may begin as it does: look back from the first difference.
    int at = capped.lastIndexOf(text, place);
    assertThat(at).as(capped).isNotNegative();
    assertThat(capped.substring(0, at) + capped.substring(at + text.length())).isEqualTo(sql);

    List<Difference> differences = Difference.between(node(sql), node(capped));
    assertThat(differences)
        .as(capped)
        .isNotEmpty()
        .allMatch(difference -> LIMIT_FIELDS.contains(difference.path()));
    Node count = node(capped).node("limitCount").orElseThrow();
    assertThat(count.node("ival").orElseThrow().number("ival")).isEqualTo(rows + 1);
  }

  private Node node(String sql) {
    ParseResult result = parse(sql);
    assertThat(result).as(sql).isInstanceOf(ParseTree.class);
    assertThat(((ParseTree) result).statements()).as(sql).hasSize(1);
    return ((ParseTree) result).statements().get(0).node();
  }

  @Override
  public void close() {
    capper.close();
  }
}
