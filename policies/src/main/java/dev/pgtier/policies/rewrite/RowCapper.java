package dev.pgtier.policies.rewrite;

import dev.pgtier.parser.ParseResult;
import dev.pgtier.parser.ParseTree;
import dev.pgtier.parser.Refused;
import dev.pgtier.parser.Statement;
import dev.pgtier.policies.analysis.Script;
import dev.pgtier.policies.rewrite.RowCap.Insertion;
import dev.pgtier.policies.rewrite.RowCap.NotRewritten;
import dev.pgtier.policies.rewrite.RowCap.Reason;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/**
 * Finds the LIMIT by which a tier's row cap can be told to the server. It is asked once for each
 * shape of statements that are already allowed; an {@link Inserter} does the rest. Any number of
 * threads may use it.
 */
public final class RowCapper implements AutoCloseable {
  private static final String LIMIT = " LIMIT ";

  private final Options options;
  private final SecondParser second;
  private final Function<String, CompletableFuture<ParseResult>> postgres;

  /**
   * How much JSqlParser may take.
   *
   * @param threads of its own, each with a stack of 16 MB
   * @param queue texts that may wait for a thread
   * @param deadline from the call of {@link #cap} to JSqlParser's answer
   * @param bytes of the longest text that it is given
   */
  public record Options(int threads, int queue, Duration deadline, int bytes) {
    /** 2 threads, 256 waiting, 200 ms, 64 KiB. */
    public static final Options DEFAULT = new Options(2, 256, Duration.ofMillis(200), 64 << 10);

    public Options {
      if (threads < 1 || queue < 1 || deadline.isNegative() || deadline.isZero() || bytes < 1) {
        throw new IllegalArgumentException("threads, a queue, a deadline and bytes are needed");
      }
    }
  }

  /**
   * @param postgres PostgreSQL's parser, whose futures never fail, such as a pool's {@code parse}
   */
  public RowCapper(Options options, Function<String, CompletableFuture<ParseResult>> postgres) {
    this.options = options;
    this.postgres = postgres;
    this.second = new SecondParser(options.threads(), options.queue(), options.deadline());
    // Its classes take longer to load than the deadline: not at the cost of the first statement.
    second.ask(SecondReading::warmUp);
  }

  /**
   * The insertion by which {@code sql} returns at most one row more than {@code rows}, so that
   * whoever counts sees that there are more. The future never fails. What is chained to it may run
   * on a parser's thread and must not block.
   *
   * @param sql an allowed text, of which {@code tree} and {@code script} are
   * @param rows from 1 to 2^63 - 2
   */
  public CompletableFuture<RowCap> cap(String sql, ParseTree tree, Script script, long rows) {
    if (rows < 1 || rows == Long.MAX_VALUE) {
      throw new IllegalArgumentException("a cap of " + rows + " rows");
    }
    Optional<NotRewritten> not = Cappable.check(tree, script);
    if (not.isPresent()) {
      return CompletableFuture.completedFuture(not.get());
    }
    byte[] utf8 = sql.getBytes(StandardCharsets.UTF_8);
    if (utf8.length > options.bytes()) {
      return done(Reason.TOO_LONG, "it is longer than " + options.bytes() + " bytes");
    }
    String limit = Long.toString(rows + 1);
    Inserter inserter = new Inserter();
    Insertion insertion = inserter.atEnd(utf8, LIMIT + limit).orElse(null);
    if (insertion == null) {
      return done(Reason.OTHER_TREE, "its tokens are not those of its tree");
    }
    int position = inserter.position(utf8, 0, utf8.length, insertion);
    String head = new String(utf8, 0, position, StandardCharsets.UTF_8);
    String tail = new String(utf8, position, utf8.length - position, StandardCharsets.UTF_8);
    String limited = head + insertion.text();
    Statement statement = tree.statements().get(0);
    Proof proof = new Proof(statement, insertion, limit, position + LIMIT.length());
    // Both read at the same time: neither needs the other's answer, and both must be well.
    CompletableFuture<RowCap> proved =
        second
            .ask(new Agreement(statement.node(), limited, rows + 1))
            .thenCombine(
                postgres.apply(limited + tail),
                (said, after) -> said.isPresent() ? said.get() : proof.of(after));
    return proved.exceptionally(
        failure -> new NotRewritten(Reason.FAILED, "the parser failed: " + failure));
  }

  private record Proof(Statement before, Insertion insertion, String limit, int location) {
    RowCap of(ParseResult after) {
      if (after instanceof Refused refused) {
        return new NotRewritten(Reason.BUSY, refused.message());
      }
      int inserted = insertion.text().length();
      return LimitedTree.holds(before, after, limit, location, inserted)
          ? insertion
          : new NotRewritten(Reason.OTHER_TREE, "with a LIMIT it is another statement");
    }
  }

  private static CompletableFuture<RowCap> done(Reason reason, String detail) {
    return done(new NotRewritten(reason, detail));
  }

  private static CompletableFuture<RowCap> done(RowCap cap) {
    return CompletableFuture.completedFuture(cap);
  }

  /** Ends the threads. */
  @Override
  public void close() {
    second.close();
  }
}
