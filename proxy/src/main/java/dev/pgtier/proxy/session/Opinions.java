package dev.pgtier.proxy.session;

import dev.pgtier.policies.analysis.QualifiedName;
import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.policies.decision.Verdict;
import dev.pgtier.policies.judge.JudgeContext;
import dev.pgtier.policies.judge.Judgement;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.stream.Collectors;

/**
 * What is thought of the text at hand: at once if its shape is known, else later. One text at a
 * time waits; when the answer is there, {@code again} is run, and the same question is then
 * answered.
 */
final class Opinions {
  /** Policy and catalogue may change while a text waits; not for ever. */
  private static final int ROUNDS = 8;

  /** Commands of the walsender's own grammar, which PostgreSQL's parser does not know. */
  private static final Set<String> REPLICATION =
      Set.of(
          "identify_system",
          "show",
          "timeline_history",
          "create_replication_slot",
          "alter_replication_slot",
          "drop_replication_slot",
          "read_replication_slot",
          "start_replication",
          "base_backup",
          "upload_manifest");

  private final Judging judging;
  private final Supplier<List<String>> searchPath;
  private final boolean replication;
  private final Consumer<Runnable> loop;
  private final Runnable again;
  private final Map<String, Judgement> arrived = new HashMap<>();
  private boolean asking;
  private int rounds;
  private boolean refreshing;
  private boolean refreshed;

  /** Whether the catalogue could not be read when it was last asked for. */
  private boolean outdated;

  /**
   * Of one session.
   *
   * @param searchPath in force
   * @param replication whether the session speaks to a walsender
   * @param loop runs on the session's event loop
   * @param again asks about the waiting message again
   */
  Opinions(
      Judging judging,
      Supplier<List<String>> searchPath,
      boolean replication,
      Consumer<Runnable> loop,
      Runnable again) {
    this.judging = judging;
    this.searchPath = searchPath;
    this.replication = replication;
    this.loop = loop;
    this.again = again;
  }

  /** A text's judgement by what holds now; null if it is to be waited for. */
  Judgement judge(ByteBuf bytes, int index, int length) {
    if (asking) {
      return null;
    }
    JudgeContext context = judging.context(searchPath.get());
    Judgement answer =
        rounds == 0 ? null : answer(context, arrived.remove(decode(bytes, index, length)));
    if (answer != null || waiting(context)) {
      return answer;
    }
    Scratch scratch = Scratch.get();
    byte[] utf8 = scratch.read(bytes, index, length);
    Judgement known = judging.known(context, utf8, length, scratch);
    if (known == null) {
      ask(context, decode(bytes, index, length));
      return null;
    }
    return done(known);
  }

  /**
   * What is thought of values of types that are given by their numbers: of a text that names them;
   * null if it is to be waited for.
   */
  Judgement types(List<Long> numbers) {
    JudgeContext context = judging.context(searchPath.get());
    String sql =
        numbers.stream()
            .map(number -> "NULL::" + named(context, number))
            .collect(Collectors.joining(", ", "SELECT ", ""));
    ByteBuf text = Unpooled.wrappedBuffer(sql.getBytes(StandardCharsets.UTF_8));
    return judge(text, 0, text.readableBytes());
  }

  /** As a statement would write it; one that the catalogue does not have is looked for anew. */
  private static String named(JudgeContext context, long number) {
    Optional<QualifiedName> type =
        context == null ? Optional.empty() : context.catalog().typeOf(number);
    return type.map(name -> quoted(name.schema()) + "." + quoted(name.name()))
        .orElseGet(() -> quoted("of number " + number));
  }

  private static String quoted(String name) {
    return '"' + name.replace("\"", "\"\"") + '"';
  }

  /** The judgement of a prepared statement by what holds now; null if it is to be waited for. */
  Judgement current(Prepared statement) {
    if (asking) {
      return null;
    }
    JudgeContext context = judging.context(searchPath.get());
    if (context != null && statement.judgement().context().equals(context)) {
      return statement.judgement();
    }
    Judgement answer = rounds == 0 ? null : answer(context, arrived.remove(statement.sql()));
    if (answer == null && !waiting(context)) {
      ask(context, statement.sql());
    }
    return answer;
  }

  /** What was waited for, if it still holds. */
  private Judgement answer(JudgeContext context, Judgement answer) {
    boolean last = rounds >= ROUNDS;
    if (answer == null || context == null) {
      return last ? done(judging.undecided(context)) : null;
    } else if (!answer.context().equals(context) && !last) {
      return null;
    }
    // Also where it is allowed: a relation that is not known may be a view.
    boolean unknown = judging.readOnly() && !answer.decision().unresolved().isEmpty();
    if (unknown && !refreshed && !last) {
      // A name that the catalogue does not have: it may be newer than the catalogue.
      refreshing = true;
      return null;
    }
    boolean unsure = unknown && !answer.decision().denied() && (outdated || !refreshed);
    return done(unsure ? judging.outdated(context) : answer);
  }

  /** The message at hand waits no more: what arrived for it is no other's. */
  void settled() {
    if (rounds > 0) {
      arrived.clear();
      rounds = 0;
      refreshing = false;
      refreshed = false;
    }
  }

  private Judgement done(Judgement answer) {
    refreshed = false;
    return answer;
  }

  /** Whether the catalogue has to be read first, which then is under way. */
  private boolean waiting(JudgeContext context) {
    if (context != null && !refreshing) {
      return false;
    }
    rounds++;
    refreshing = false;
    refreshed = true;
    asking = true;
    judging
        .fresh()
        .whenComplete(
            (Catalog catalog, Throwable failure) ->
                loop.accept(
                    () -> {
                      outdated = failure != null;
                      told(null, "");
                    }));
    return true;
  }

  private void ask(JudgeContext context, String sql) {
    rounds++;
    asking = true;
    judging
        .judge(context, sql)
        .whenComplete((judgement, failure) -> loop.accept(() -> told(judgement, sql)));
  }

  private void told(Judgement judgement, String sql) {
    asking = false;
    if (judgement != null) {
      arrived.put(sql, judgement);
    }
    again.run();
  }

  private static String decode(ByteBuf bytes, int index, int length) {
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(bytes.nioBuffer(index, length)).toString();
    } catch (CharacterCodingException e) {
      // Another encoding of a tier that may set it; one byte, one character, as the lexer takes it.
      return bytes.toString(index, length, StandardCharsets.ISO_8859_1);
    }
  }

  /** Whether a denied text is no SQL, but a command to the walsender. */
  boolean isReplicationCommand(Judgement judgement, ByteBuf bytes, int index, int length) {
    boolean unread =
        replication
            && judgement.decision().verdict() instanceof Verdict.Deny deny
            && deny.rule().equals("syntax");
    return unread
        && REPLICATION.contains(
            bytes
                .toString(index, Math.min(length, 64), StandardCharsets.UTF_8)
                .strip()
                .split("[^A-Za-z_]", 2)[0]
                .toLowerCase(Locale.ROOT));
  }
}
