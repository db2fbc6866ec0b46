package dev.pgtier.proxy.judge;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.Interner;
import dev.pgtier.policies.decision.Decision;
import dev.pgtier.policies.judge.JudgeContext;
import dev.pgtier.policies.judge.Judgement;
import dev.pgtier.policies.judge.Judges;
import dev.pgtier.policies.judge.TextShape;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/**
 * Judges texts: a known shape costs one pass of the lexer, anything else is read by the parser on a
 * thread of its own. What can depend on a constant is known by its whole text only. Safe for any
 * number of threads.
 */
public final class Judge implements AutoCloseable {
  /** An analysis is larger than the text it is of. */
  private static final int BYTES_PER_BYTE = 8;

  private static final int BYTES_AT_LEAST = 1_024;

  /** Longer texts are seldom sent twice. */
  private static final int LONGEST_KEPT = 64 << 10;

  private final Judges judges;
  private final Cache<ShapeId, Known> shapes;
  private final Cache<TextId, Judgement> texts;
  private final Interner<JudgeContext> contexts = Interner.newWeakInterner();

  private record ShapeId(JudgeContext context, long high, long low) {
    @Override
    public boolean equals(Object other) {
      return other instanceof ShapeId id
          && id.high == high
          && id.low == low
          && id.context.equals(context);
    }

    @Override
    public int hashCode() {
      return (int) (low ^ (low >>> 32)) ^ System.identityHashCode(context);
    }
  }

  private record TextId(JudgeContext context, String sql) {
    @Override
    public boolean equals(Object other) {
      return other instanceof TextId id && id.context.equals(context) && id.sql.equals(sql);
    }

    @Override
    public int hashCode() {
      return sql.hashCode() ^ System.identityHashCode(context);
    }
  }

  /**
   * What is known of a shape.
   *
   * @param judgement null if only the text tells
   * @param bytes that it is taken to weigh
   */
  private record Known(Judgement judgement, int bytes) {}

  /**
   * Shares {@code judges}.
   *
   * @param cacheBytes about so much memory for decisions
   */
  public Judge(Judges judges, long cacheBytes) {
    this.judges = judges;
    this.shapes =
        Caffeine.newBuilder()
            .executor(Runnable::run) // a hand-over costs more than what it does
            .maximumWeight(cacheBytes / 2)
            .weigher((ShapeId id, Known known) -> known.bytes())
            .build();
    this.texts =
        Caffeine.newBuilder()
            .executor(Runnable::run) // a hand-over costs more than what it does
            .maximumWeight(cacheBytes / 2)
            .weigher((TextId id, Judgement judgement) -> bytes(id.sql().length()))
            .expireAfterAccess(10, TimeUnit.MINUTES)
            .build();
  }

  /** The one that is equal to {@code context}; only such are to be asked with. */
  public JudgeContext context(JudgeContext context) {
    return contexts.intern(context);
  }

  /**
   * What is known already of a text, or null.
   *
   * @param shape of the caller's thread
   */
  public Judgement known(
      JudgeContext context, TextShape shape, byte[] utf8, int offset, int length) {
    if (!shape.read(utf8, offset, length)) {
      return null;
    }
    Known known = shapes.getIfPresent(new ShapeId(context, shape.high(), shape.low()));
    if (known == null) {
      return null;
    }
    return known.judgement() != null
        ? known.judgement()
        : texts.getIfPresent(
            new TextId(context, new String(utf8, offset, length, StandardCharsets.UTF_8)));
  }

  /** Reads and judges a text on another thread. */
  public CompletableFuture<Judgement> judge(JudgeContext context, String sql) {
    return judges
        .judge(sql, context)
        .thenApply(
            judgement -> {
              keep(sql, judgement);
              return judgement;
            });
  }

  private void keep(String sql, Judgement judgement) {
    Decision decision = judgement.decision();
    byte[] utf8 = sql.getBytes(StandardCharsets.UTF_8);
    TextShape shape = new TextShape();
    // What the catalogue did not have may be there a moment later; of a shipped one, which never
    // has
    // a database's own, only what is denied.
    boolean provisional =
        !decision.unresolved().isEmpty()
            && (decision.denied() || judgement.context().catalog().complete());
    if (provisional
        || decision.statements().isEmpty()
        || !judgement.lasting()
        || utf8.length > LONGEST_KEPT
        || !shape.read(utf8, 0, utf8.length)) {
      return;
    }
    ShapeId id = new ShapeId(judgement.context(), shape.high(), shape.low());
    if (textTells(decision)) {
      shapes.put(id, new Known(null, BYTES_AT_LEAST));
      texts.put(new TextId(judgement.context(), sql), judgement);
    } else {
      shapes.put(id, new Known(judgement, bytes(utf8.length)));
    }
  }

  /**
   * Whether another text of this shape may be another matter: by a constant, or by where in the
   * text its statements stand.
   */
  private static boolean textTells(Decision decision) {
    return !decision.cacheableByShape() || decision.statements().size() > 1;
  }

  private static int bytes(int length) {
    return BYTES_AT_LEAST + BYTES_PER_BYTE * length;
  }

  /** How many texts wait to be read. */
  public int waiting() {
    return judges.waiting();
  }

  @Override
  public void close() {
    judges.close();
  }
}
