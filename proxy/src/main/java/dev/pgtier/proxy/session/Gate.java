package dev.pgtier.proxy.session;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.analysis.NameUse;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.analysis.TransactionUse;
import dev.pgtier.policies.decision.Decision;
import dev.pgtier.policies.deploy.DeployRun;
import dev.pgtier.policies.judge.Judgement;
import dev.pgtier.policies.rewrite.RowCap.Insertion;
import dev.pgtier.policies.script.Script;
import dev.pgtier.proxy.session.Pending.Kind;
import dev.pgtier.proxy.session.Pending.Undo;
import dev.pgtier.proxy.wire.CopyFail;
import dev.pgtier.proxy.wire.FrameScanner;
import dev.pgtier.proxy.wire.FrameSink.Handling;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Lets a client's messages through or not. Each method is given a message as it stands in {@code
 * bytes}, its body from {@code index} on, and answers as {@link FrameScanner} wants it; on {@link
 * FrameScanner#WAIT} it is asked again, from the start, once what it waits for is known.
 */
final class Gate {
  private static final int HEADER = FrameScanner.HEADER;

  private final ByteBufAllocator allocator;
  private final Session session;
  private final Pending pending;
  private final Names names;
  private final Injected injected;
  private final ReadOnly readOnly;
  private final Opinions opinions;
  private final StatementRate rate;
  private final Scribe scribe;
  private final Deploying deploying;
  private Handling rest = Handling.PASS;

  /** Whether the Parse at hand, though it is refused, ends the unnamed statement as on a server. */
  private boolean dropsUnnamed;

  /**
   * Of one session.
   *
   * @param readOnly null where the tier is not
   * @param deploying null but in a tier of approved migrations
   */
  Gate(
      ByteBufAllocator allocator,
      Session session,
      Pending pending,
      Names names,
      Injected injected,
      ReadOnly readOnly,
      Opinions opinions,
      StatementRate rate,
      Scribe scribe,
      Deploying deploying) {
    this.allocator = allocator;
    this.session = session;
    this.pending = pending;
    this.names = names;
    this.injected = injected;
    this.readOnly = readOnly;
    this.opinions = opinions;
    this.rate = rate;
    this.scribe = scribe;
    this.deploying = deploying;
  }

  private Tier tier() {
    return session.tier();
  }

  /** What becomes of the bytes behind the head that was judged last. */
  Handling rest() {
    Handling handling = rest;
    rest = Handling.PASS;
    return handling;
  }

  /** The message at hand waits no more. */
  void settled() {
    dropsUnnamed = false;
    opinions.settled();
    scribe.settled();
  }

  // Query and Parse

  ByteBuf query(ByteBuf bytes, int index, int length, long readAt) {
    int text = textLength(bytes, index, length);
    Refusal guarded = TextGuard.check(bytes, index, length);
    if (guarded != null) {
      return refuse(Kind.QUERY, guarded, null, bytes, index, text);
    }
    Judgement judgement = opinions.judge(bytes, index, text);
    if (judgement == null) {
      return FrameScanner.WAIT;
    }
    Refusal refusal = refusal(judgement);
    if (refusal != null && opinions.isReplicationCommand(judgement, bytes, index, text)) {
      refusal = null;
    }
    List<StatementAnalysis> statements = judgement.statements();
    if (refusal == null) {
      refusal = names(statements);
    }
    if (refusal != null && refusal.waits()) {
      return FrameScanner.WAIT;
    }
    if (refusal == null && deploying != null) {
      refusal = deploy(judgement, bytes, index, text);
      if (refusal != null && refusal.waits()) {
        return FrameScanner.WAIT;
      }
    }
    if (refusal == null && !rate.take()) {
      refusal = Refusal.tooFast(tier());
    }
    if (refusal != null) {
      return refuse(Kind.QUERY, refusal, judgement, bytes, index, text);
    }
    session.statementSent(readAt);
    boolean plain = statements.size() == 1 && isPlain(statements.get(0));
    String sql = plain ? "" : bytes.toString(index, text, StandardCharsets.UTF_8);
    Run run = plain ? null : run(sql, statements, judgement);
    boolean writes = scribe.writes();
    if (writes && run == null) {
      run = new Run();
    }
    if (readOnly == null) {
      names.dropUnnamed();
      if (writes) {
        scribe.query(run, judgement, bytes, index, text, false, readAt);
      }
      pending.sent(Kind.QUERY, readAt, run);
      return writes
          ? scribe.hold(Kind.QUERY, run, bytes, index - HEADER, HEADER + length)
          : FrameScanner.KEEP;
    }
    Splice frame = new Splice(allocator, bytes, index - HEADER, HEADER + length);
    boolean capped = capRows(judgement, bytes, index, text, frame);
    if (writes) {
      scribe.query(run, judgement, bytes, index, text, capped, readAt);
    }
    readOnly.query(sql, statements, frame, readAt, run);
    return writes ? scribe.hold(Kind.QUERY, run, frame) : frame.result();
  }

  private static boolean isPlain(StatementAnalysis statement) {
    return statement.names().isEmpty() && Conduct.of(statement) == Conduct.QUERY;
  }

  /** What the statements do to names. */
  private Run run(String sql, List<StatementAnalysis> statements, Judgement judgement) {
    if (statements.stream().allMatch(statement -> statement.names().isEmpty())) {
      return null;
    }
    QueryRun run = new QueryRun(cursor(statements));
    for (StatementAnalysis statement : statements) {
      String text = statements.size() == 1 ? sql : statement.textIn(sql);
      run.add(run(text, statement, judgement));
    }
    return run;
  }

  private Undo run(String sql, StatementAnalysis statement, Judgement judgement) {
    Undo all = null;
    for (NameUse use : statement.names()) {
      Undo one = names.run(use, new Prepared(sql, Conduct.QUERY, judgement));
      if (one != null) {
        Undo before = all;
        all =
            before == null
                ? one
                : () -> {
                  one.undo();
                  before.undo();
                };
      }
      if (use.kind() == NameUse.Kind.STATEMENT
          && use.action() == NameUse.Action.DROP
          && use.name().isEmpty()) {
        injected.discarded();
      }
    }
    return all;
  }

  /** The cursor that a FETCH by itself is of. */
  private Portal cursor(List<StatementAnalysis> statements) {
    NameUse use = statements.size() == 1 ? statements.get(0).names().get(0) : null;
    return use != null && use.kind() == NameUse.Kind.CURSOR && use.action() == NameUse.Action.USE
        ? names.portal(use.name())
        : null;
  }

  ByteBuf parse(ByteBuf bytes, int index, int length, long readAt) {
    String name = Text.string(bytes, index, length);
    if (name == null) {
      return unreadable(Kind.PARSE, readAt);
    }
    dropsUnnamed = name.isEmpty();
    int at = Math.min(length, bytes.bytesBefore(index, length, (byte) 0) + 1);
    int text = textLength(bytes, index + at, length - at);
    Refusal refusal = TextGuard.check(bytes, index + at, length - at);
    if (refusal == null && Names.reserved(name)) {
      refusal = Refusal.reservedName(name);
    }
    if (refusal == null && !names.mayDefine(name)) {
      refusal = Refusal.tooManyStatements(tier());
    }
    if (refusal != null) {
      return refuse(Kind.PARSE, refusal, null, bytes, index + at, text);
    }
    Judgement judgement = opinions.judge(bytes, index + at, text);
    if (judgement == null) {
      return FrameScanner.WAIT;
    }
    refusal = refusal(judgement);
    if (refusal != null) {
      return refuse(Kind.PARSE, refusal, judgement, bytes, index + at, text);
    }
    // A named one is asked about when it is bound, the unnamed one before that would destroy it.
    boolean permitted = deploying != null && name.isEmpty();
    if (permitted) {
      refusal = deploy(judgement, bytes, index + at, text);
      if (refusal != null) {
        return refusal.waits()
            ? FrameScanner.WAIT
            : refuse(Kind.PARSE, refusal, judgement, bytes, index + at, text);
      }
    }
    List<StatementAnalysis> statements = judgement.statements();
    Conduct conduct = statements.isEmpty() ? Conduct.NEUTRAL : Conduct.of(statements.get(0));
    Prepared prepared =
        new Prepared(bytes.toString(index + at, text, StandardCharsets.UTF_8), conduct, judgement);
    dropsUnnamed = false;
    prepared.permit(permitted);
    Undo undo = names.define(name, prepared);
    if (readOnly == null) {
      pending.sent(Kind.PARSE, readAt, undo);
      return FrameScanner.KEEP;
    }
    Splice frame = new Splice(allocator, bytes, index - HEADER, HEADER + length);
    prepared.capped(capRows(judgement, bytes, index + at, text, frame));
    readOnly.parse(name, prepared, frame, readAt, undo);
    return frame.result();
  }

  /** Lets the server stop where the tier's row limit is passed; the relay counts in any case. */
  private static boolean capRows(
      Judgement judgement, ByteBuf bytes, int index, int length, Splice frame) {
    if (judgement.rowCap().isPresent()) {
      Insertion insertion = judgement.rowCap().get();
      Scratch scratch = Scratch.get();
      byte[] utf8 = scratch.read(bytes, index, length);
      int at = scratch.inserter().position(utf8, 0, length, insertion);
      if (at >= 0) {
        frame.insert(index + at, insertion.text().getBytes(StandardCharsets.US_ASCII));
        return true;
      }
    }
    return false;
  }

  /** Why it is denied; null if it is not. */
  private Refusal refusal(Judgement judgement) {
    Decision decision = judgement.decision();
    return decision.denied() ? Refusal.denied(decision) : null;
  }

  /** Whether the names that statements use are of what was allowed, and still is. */
  private Refusal names(List<StatementAnalysis> statements) {
    Set<String> defined = null;
    for (StatementAnalysis statement : statements) {
      for (NameUse use : statement.names()) {
        String key = use.kind() + use.name();
        if (Names.reserved(use.name())) {
          return Refusal.reservedName(use.name());
        } else if (use.action() == NameUse.Action.DEFINE) {
          if (use.kind() == NameUse.Kind.STATEMENT && !names.mayDefine(use.name())) {
            return Refusal.tooManyStatements(tier());
          }
          defined = defined == null ? new HashSet<>() : defined;
          defined.add(key);
        } else if (use.action() == NameUse.Action.USE
            && (defined == null || !defined.contains(key))) {
          Refusal refusal =
              use.kind() == NameUse.Kind.STATEMENT
                  ? usable(names.statement(use.name()), use.name())
                  : fetchable(names.portal(use.name()), use.name());
          if (refusal != null) {
            return refusal;
          }
        }
      }
    }
    return null;
  }

  private Refusal usable(Prepared statement, String name) {
    if (statement == null) {
      return readOnly == null ? null : orAborted(Refusal.noStatement(name));
    }
    return readOnly != null && statement.conduct() != Conduct.QUERY
        ? Refusal.executeOfControl(tier(), name)
        : current(statement);
  }

  private Refusal fetchable(Portal portal, String name) {
    if (portal == null) {
      return readOnly == null ? null : orAborted(Refusal.noCursor(name));
    }
    return readOnly != null && portal.statement().conduct() != Conduct.QUERY
        ? Refusal.executeOfControl(tier(), name)
        : null;
  }

  /** In a failed block the server looks for no name. */
  private Refusal orAborted(Refusal refusal) {
    return readOnly.failedBlock() ? Refusal.aborted() : refusal;
  }

  /** Whether a statement that was allowed would be allowed now. */
  private Refusal current(Prepared statement) {
    Judgement now = opinions.current(statement);
    if (now == null) {
      return Refusal.WAIT;
    }
    statement.judged(now);
    return refusal(now);
  }

  // Bind, Describe, Execute, Close, Sync

  /**
   * Of a Bind only the head need be there.
   *
   * @param whole its length
   */
  ByteBuf bind(ByteBuf bytes, int index, int length, int whole, long readAt) {
    String portal = Text.string(bytes, index, length);
    int at = portal == null ? length : bytes.bytesBefore(index, length, (byte) 0) + 1;
    String name = Text.string(bytes, index + at, length - at);
    if (name == null) {
      return unreadable(Kind.BIND, readAt);
    }
    if (Names.reserved(portal) || Names.reserved(name)) {
      return refuse(Kind.PARSE, Refusal.reservedName(portal + name));
    }
    Prepared statement = names.statement(name);
    if (statement == null) {
      return unknown(Kind.BIND, Refusal.noStatement(name), readAt);
    }
    Refusal refusal = current(statement);
    if (refusal != null) {
      return refusal.waits()
          ? FrameScanner.WAIT
          : refuse(Kind.PARSE, refusal, statement.judgement(), statement.utf8());
    }
    if (deploying != null && !name.isEmpty()) {
      ByteBuf text = Unpooled.wrappedBuffer(statement.utf8());
      refusal = deploy(statement.judgement(), text, 0, statement.utf8().length);
      if (refusal != null) {
        return refusal.waits()
            ? FrameScanner.WAIT
            : refuse(Kind.PARSE, refusal, statement.judgement(), statement.utf8());
      }
      statement.permit(true);
    }
    int values = index + at + bytes.bytesBefore(index + at, length - at, (byte) 0) + 1;
    List<String> parameters = scribe.parameters(bytes, values, index + length, whole);
    Undo undo = names.open(portal, new Portal(statement, parameters));
    return use(Kind.BIND, statement, bytes, index, length, readAt, undo);
  }

  ByteBuf describe(ByteBuf bytes, int index, int length, long readAt) {
    String name = length < 2 ? null : Text.string(bytes, index + 1, length - 1);
    if (name == null) {
      return unreadable(Kind.DESCRIBE, readAt);
    }
    boolean portal = bytes.getByte(index) == 'P';
    if (Names.reserved(name)) {
      return refuse(Kind.PARSE, Refusal.reservedName(name));
    }
    Portal described = portal ? names.portal(name) : null;
    Prepared statement =
        portal ? (described == null ? null : described.statement()) : names.statement(name);
    if (statement == null) {
      Refusal refusal = portal ? Refusal.noPortal(name) : Refusal.noStatement(name);
      return unknown(Kind.DESCRIBE, refusal, readAt);
    }
    return use(Kind.DESCRIBE, statement, bytes, index, length, readAt, null);
  }

  private ByteBuf use(
      Kind kind, Prepared statement, ByteBuf bytes, int index, int length, long readAt, Undo undo) {
    if (readOnly == null) {
      pending.sent(kind, readAt, undo);
      return FrameScanner.KEEP;
    }
    Splice frame = new Splice(allocator, bytes, index - HEADER, HEADER + length);
    readOnly.use(kind, statement.conduct(), frame, readAt, undo);
    return frame.result();
  }

  ByteBuf execute(ByteBuf bytes, int index, int length, long readAt) {
    String name = Text.string(bytes, index, length);
    if (name == null) {
      return unreadable(Kind.EXECUTE, readAt);
    }
    Portal portal = names.portal(name);
    if (Names.reserved(name)) {
      return refuse(Kind.PARSE, Refusal.reservedName(name));
    } else if (portal == null && readOnly != null) {
      return refuse(Kind.PARSE, Refusal.noPortal(name));
    }
    Refusal refusal = portal == null ? null : names(portal.statement().judgement().statements());
    if (refusal == null && deploying != null && (portal == null || !portal.statement().use())) {
      refusal = Refusal.runTwice(tier());
    }
    if (refusal != null && refusal.waits()) {
      return FrameScanner.WAIT;
    } else if (refusal == null && !rate.take()) {
      refusal = Refusal.tooFast(tier());
    }
    if (refusal != null) {
      return portal == null
          ? refuse(Kind.PARSE, refusal)
          : refuse(Kind.PARSE, refusal, portal.statement().judgement(), portal.statement().utf8());
    }
    session.statementSent(readAt);
    boolean writes = scribe.writes();
    Run run = portal == null ? new Run() : run(portal);
    if (writes && portal == null) {
      scribe.unseen(run, readAt);
    } else if (writes) {
      scribe.execute(run, portal, readAt);
    }
    if (readOnly == null) {
      pending.sent(Kind.EXECUTE, readAt, run);
      return writes
          ? scribe.hold(Kind.PARSE, run, bytes, index - HEADER, HEADER + length)
          : FrameScanner.KEEP;
    }
    Splice frame = new Splice(allocator, bytes, index - HEADER, HEADER + length);
    readOnly.execute(portal.statement(), frame, readAt, run);
    return writes ? scribe.hold(Kind.PARSE, run, frame) : frame.result();
  }

  private Run run(Portal portal) {
    Prepared statement = portal.statement();
    Undo undo =
        statement.analysis().map(a -> run(statement.sql(), a, statement.judgement())).orElse(null);
    return new PortalRun(portal, undo);
  }

  /** What the gate of approved files says; {@link Refusal#WAIT} until it does. */
  private Refusal deploy(Judgement judgement, ByteBuf bytes, int index, int length) {
    if (judgement.statements().size() > 1) {
      return Refusal.severalInOne(tier());
    }
    if (!pending.isEmpty()) {
      // The gate goes by how everything before it has ended.
      session.flushUpstream();
      return Refusal.WAIT;
    }
    DeployRun.Step step =
        deploying.decide(
            () ->
                new DeployRun.Incoming(
                    Script.digest(bytes.toString(index, length, StandardCharsets.UTF_8)),
                    judgement.decision().effect(),
                    judgement.statements().stream()
                        .findFirst()
                        .flatMap(StatementAnalysis::transaction)
                        .map(TransactionUse::kind),
                    Harmless.is(judgement, tier()),
                    deploying.block()));
    if (step == null) {
      return Refusal.WAIT;
    }
    return step instanceof DeployRun.Step.Refuse no ? Refusal.gate(no) : null;
  }

  /** The end of COPY data in a tier of approved migrations. */
  ByteBuf copyDone(long readAt) {
    DeployRun.Step step = deploying.copied();
    if (step == null) {
      return FrameScanner.WAIT;
    }
    Run run = pending.run();
    pending.sent(Kind.COPY_END, readAt, null);
    if (!(step instanceof DeployRun.Step.Refuse no)) {
      return FrameScanner.KEEP;
    }
    if (run != null) {
      run.refuse(Refusal.gate(no));
    }
    ByteBuf fail = allocator.buffer();
    new CopyFail("refused by pgtier").encode(fail);
    return fail;
  }

  /** A FunctionCall that the tier allows; only its head need be there. */
  ByteBuf functionCall(long readAt) {
    if (!scribe.functionCall(Effect.PROCEDURE.word())) {
      return FrameScanner.WAIT;
    }
    Run run = new Run();
    Refusal refusal = scribe.functionCallSettled(run, readAt);
    if (refusal != null) {
      return refuse(Kind.QUERY, refusal);
    }
    session.statementSent(readAt);
    pending.sent(Kind.FUNCTION, readAt, run);
    return FrameScanner.KEEP;
  }

  /** Whether the message at hand waits for its record. */
  boolean awaitsRecord() {
    return scribe.awaited();
  }

  ByteBuf close(ByteBuf bytes, int index, int length, long readAt) {
    String name = length < 2 ? null : Text.string(bytes, index + 1, length - 1);
    if (name == null) {
      return unreadable(Kind.CLOSE, readAt);
    }
    if (Names.reserved(name)) {
      return refuse(Kind.PARSE, Refusal.reservedName(name));
    }
    Undo undo = bytes.getByte(index) == 'S' ? names.drop(name) : names.close(name);
    pending.sent(Kind.CLOSE, readAt, undo, readOnly == null ? 0 : readOnly.refusedFlags());
    return FrameScanner.KEEP;
  }

  ByteBuf sync(ByteBuf bytes, int index, int length, long readAt) {
    if (readOnly == null) {
      pending.sent(Kind.SYNC, readAt, null);
      return FrameScanner.KEEP;
    }
    Splice frame = new Splice(allocator, bytes, index - HEADER, HEADER + length);
    readOnly.sync(frame, readAt);
    return frame.result();
  }

  // what does not go on

  /** A name that this session has not made: an unjudged statement might be behind it. */
  private ByteBuf unknown(Kind kind, Refusal refusal, long readAt) {
    if (readOnly != null) {
      return refuse(Kind.PARSE, refusal);
    }
    // Made by a function, perhaps, which a tier that writes may run.
    pending.sent(kind, readAt, null);
    return FrameScanner.KEEP;
  }

  /** The server says itself what is wrong with such a message. */
  private ByteBuf unreadable(Kind kind, long readAt) {
    pending.sent(kind, readAt, null, readOnly == null ? 0 : readOnly.refusedFlags());
    return FrameScanner.KEEP;
  }

  /**
   * What is sent in place of a refused message: a text that cannot parse. The server's own error
   * then keeps the order of replies, skips the rest of the pipeline and fails the transaction; the
   * relay back replaces it by {@code refusal}.
   *
   * @param kind QUERY, or PARSE for every message of the extended protocol
   */
  ByteBuf refuse(Kind kind, Refusal refusal) {
    session.statementDenied();
    return refused(kind, refusal);
  }

  private ByteBuf refused(Kind kind, Object note) {
    rest = Handling.DROP;
    int flags = readOnly == null ? 0 : readOnly.refusedFlags();
    pending.sent(kind, System.nanoTime(), note, flags);
    return kind == Kind.PARSE
        ? Unparsable.PARSE.retainedDuplicate()
        : Unparsable.QUERY.retainedDuplicate();
  }

  /** A refused text, which is recorded. */
  private ByteBuf refuse(
      Kind kind, Refusal refusal, Judgement judgement, ByteBuf bytes, int index, int length) {
    byte[] utf8 = scribe.writes() ? Scribe.copy(bytes, index, length) : null;
    return refuse(kind, refusal, judgement, utf8);
  }

  /**
   * A refusal that is recorded.
   *
   * @param judgement what is thought of the text; null where it was not judged
   * @param utf8 the text; null where there is none at hand
   */
  ByteBuf refuse(Kind kind, Refusal refusal, Judgement judgement, byte[] utf8) {
    session.statementDenied();
    Run run = new Run();
    if (dropsUnnamed) {
      dropsUnnamed = false;
      run.whenRefused(names::dropUnnamed);
    }
    if (!scribe.writes()) {
      run.refuse(refusal);
      return refused(kind, run);
    }
    return scribe.refused(kind, run, refusal, judgement, utf8, refused(kind, run));
  }

  private static int textLength(ByteBuf bytes, int index, int length) {
    int n = bytes.bytesBefore(index, length, (byte) 0);
    return n < 0 ? length : n;
  }
}
