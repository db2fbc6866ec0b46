package dev.pgtier.proxy.session;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.judge.Judgement;
import dev.pgtier.policies.rewrite.RowCap.Insertion;
import dev.pgtier.proxy.record.Behind;
import dev.pgtier.proxy.session.Pending.Kind;
import dev.pgtier.proxy.session.Pending.Undo;
import dev.pgtier.proxy.wire.FrameScanner;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

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
  private final NameRules rules;
  private final ReadOnly readOnly;
  private final Opinions opinions;
  private final StatementRate rate;
  private final Scribe scribe;
  private final Refuser refuser;
  private final Approval approval;

  /**
   * Of one session.
   *
   * @param readOnly null where the tier is not
   * @param approval null but in a tier of approved migrations
   */
  Gate(
      ByteBufAllocator allocator,
      Session session,
      Pending pending,
      Names names,
      NameRules rules,
      ReadOnly readOnly,
      Opinions opinions,
      StatementRate rate,
      Scribe scribe,
      Refuser refuser,
      Approval approval) {
    this.allocator = allocator;
    this.session = session;
    this.pending = pending;
    this.names = names;
    this.rules = rules;
    this.readOnly = readOnly;
    this.opinions = opinions;
    this.rate = rate;
    this.scribe = scribe;
    this.refuser = refuser;
    this.approval = approval;
  }

  private Tier tier() {
    return session.tier();
  }

  /** The message at hand waits no more. */
  void settled() {
    refuser.dropsUnnamed(false);
    opinions.settled();
    scribe.settled();
  }

  // Query and Parse

  ByteBuf query(ByteBuf bytes, int index, int length, long readAt) {
    refuser.pipelineEnds();
    int text = textLength(bytes, index, length);
    Refusal guarded = TextGuard.check(bytes, index, length);
    if (guarded != null) {
      return refuser.refuse(Kind.QUERY, guarded, null, bytes, index, text);
    }
    Judgement judgement = opinions.judge(bytes, index, text);
    if (judgement == null) {
      return FrameScanner.WAIT;
    }
    Refusal refusal = Refusal.of(judgement);
    if (refusal != null && opinions.isReplicationCommand(judgement, bytes, index, text)) {
      refusal = null;
    }
    List<StatementAnalysis> statements = judgement.statements();
    if (refusal == null) {
      refusal = rules.check(statements);
    }
    if (refusal != null && refusal.waits()) {
      return FrameScanner.WAIT;
    }
    if (refusal == null && approval != null) {
      refusal = approval.of(judgement, bytes, index, text);
      if (refusal != null && refusal.waits()) {
        return FrameScanner.WAIT;
      }
    }
    if (refusal == null && !rate.take()) {
      refusal = Refusal.tooFast(tier());
    }
    if (refusal != null) {
      return refuser.refuse(Kind.QUERY, refusal, judgement, bytes, index, text);
    }
    session.statementSent(readAt);
    boolean plain = statements.size() == 1 && isPlain(statements.get(0));
    String sql = plain ? "" : bytes.toString(index, text, StandardCharsets.UTF_8);
    boolean writes = scribe.writes();
    Behind behind = plain || !writes ? null : rules.behind(judgement);
    Run run = plain ? null : rules.run(sql, statements, judgement);
    if (writes && run == null) {
      run = new Run();
    }
    if (readOnly == null) {
      names.dropUnnamed();
      if (writes) {
        scribe.query(run, judgement, bytes, index, text, false, behind, readAt);
      }
      pending.sent(Kind.QUERY, readAt, run);
      return writes
          ? scribe.hold(Kind.QUERY, run, bytes, index - HEADER, HEADER + length)
          : FrameScanner.KEEP;
    }
    Splice frame = new Splice(allocator, bytes, index - HEADER, HEADER + length);
    boolean capped = capRows(judgement, bytes, index, text, frame);
    if (writes) {
      scribe.query(run, judgement, bytes, index, text, capped, behind, readAt);
    }
    if (plain && text == length - 1) {
      readOnly.query(statements.get(0), frame, readAt, run);
    } else {
      readOnly.query(sql, statements, frame, readAt, run);
    }
    return writes ? scribe.hold(Kind.QUERY, run, frame) : frame.result();
  }

  private static boolean isPlain(StatementAnalysis statement) {
    return statement.names().isEmpty() && Conduct.of(statement) == Conduct.QUERY;
  }

  ByteBuf parse(ByteBuf bytes, int index, int length, long readAt) {
    String name = Text.string(bytes, index, length);
    if (name == null) {
      return refuser.unreadable(Kind.PARSE, readAt);
    }
    refuser.dropsUnnamed(name.isEmpty());
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
      return refuser.refuse(Kind.PARSE, refusal, null, bytes, index + at, text);
    }
    int behind = Math.min(length, at + text + 1);
    List<Long> types =
        readOnly == null ? List.of() : ParameterTypes.of(bytes, index + behind, length - behind);
    Judgement judgement = types.isEmpty() ? null : opinions.types(types);
    if (types.isEmpty() || (judgement != null && !judgement.decision().denied())) {
      judgement = opinions.judge(bytes, index + at, text);
    }
    if (judgement == null) {
      return FrameScanner.WAIT;
    }
    refusal = Refusal.of(judgement);
    if (refusal != null) {
      return refuser.refuse(Kind.PARSE, refusal, judgement, bytes, index + at, text);
    }
    // A named one is asked about when it is bound, the unnamed one before that would destroy it.
    boolean permitted = approval != null && name.isEmpty();
    if (permitted) {
      refusal = approval.of(judgement, bytes, index + at, text);
      if (refusal != null) {
        return refusal.waits()
            ? FrameScanner.WAIT
            : refuser.refuse(Kind.PARSE, refusal, judgement, bytes, index + at, text);
      }
    }
    List<StatementAnalysis> statements = judgement.statements();
    Conduct conduct = statements.isEmpty() ? Conduct.NEUTRAL : Conduct.of(statements.get(0));
    Prepared prepared =
        new Prepared(bytes.toString(index + at, text, StandardCharsets.UTF_8), conduct, judgement);
    prepared.types(types);
    refuser.dropsUnnamed(false);
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
      return refuser.unreadable(Kind.BIND, readAt);
    }
    if (Names.reserved(portal) || Names.reserved(name)) {
      return refuser.refuse(Kind.PARSE, Refusal.reservedName(portal + name));
    }
    Prepared statement = names.statement(name);
    if (statement == null) {
      // An Execute that follows is not of the portal that had this name before.
      return refuser.unknown(Kind.BIND, Refusal.noStatement(name), readAt, names.close(portal));
    }
    Refusal refusal = rules.current(statement);
    if (refusal != null) {
      return refusal.waits() ? FrameScanner.WAIT : refuseBind(refusal, portal, statement);
    }
    if (approval != null && !name.isEmpty()) {
      ByteBuf text = Unpooled.wrappedBuffer(statement.utf8());
      refusal = approval.of(statement.judgement(), text, 0, statement.utf8().length);
      if (refusal != null) {
        return refusal.waits() ? FrameScanner.WAIT : refuseBind(refusal, portal, statement);
      }
      statement.permit(true);
    }
    int values = index + at + bytes.bytesBefore(index + at, length - at, (byte) 0) + 1;
    List<String> parameters = scribe.parameters(bytes, values, index + length, whole);
    Undo undo = names.open(portal, new Portal(statement, parameters));
    return use(Kind.BIND, statement, bytes, index, length, readAt, undo);
  }

  private ByteBuf refuseBind(Refusal refusal, String portal, Prepared statement) {
    refuser.closes(names.close(portal));
    return refuser.refuse(Kind.PARSE, refusal, statement.judgement(), statement.utf8());
  }

  ByteBuf describe(ByteBuf bytes, int index, int length, long readAt) {
    String name = length < 2 ? null : Text.string(bytes, index + 1, length - 1);
    if (name == null) {
      return refuser.unreadable(Kind.DESCRIBE, readAt);
    }
    boolean portal = bytes.getByte(index) == 'P';
    if (Names.reserved(name)) {
      return refuser.refuse(Kind.PARSE, Refusal.reservedName(name));
    }
    Portal described = portal ? names.portal(name) : null;
    Prepared statement =
        portal ? (described == null ? null : described.statement()) : names.statement(name);
    if (statement == null) {
      Refusal refusal = portal ? Refusal.noPortal(name) : Refusal.noStatement(name);
      return refuser.unknown(Kind.DESCRIBE, refusal, readAt, null);
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
      return refuser.unreadable(Kind.EXECUTE, readAt);
    }
    Portal portal = names.portal(name);
    if (Names.reserved(name)) {
      return refuser.refuse(Kind.PARSE, Refusal.reservedName(name));
    } else if (portal == null && (readOnly != null || refuser.refusedBefore())) {
      return refuser.refuse(Kind.PARSE, Refusal.noPortal(name));
    }
    Refusal refusal =
        portal == null ? null : rules.check(portal.statement().judgement().statements());
    if (refusal == null && approval != null && (portal == null || !portal.statement().use())) {
      refusal = Refusal.runTwice(tier());
    }
    if (refusal != null && refusal.waits()) {
      return FrameScanner.WAIT;
    } else if (refusal == null && !rate.take()) {
      refusal = Refusal.tooFast(tier());
    }
    if (refusal != null) {
      return portal == null
          ? refuser.refuse(Kind.PARSE, refusal)
          : refuser.refuse(
              Kind.PARSE, refusal, portal.statement().judgement(), portal.statement().utf8());
    }
    session.statementSent(readAt);
    boolean writes = scribe.writes();
    Behind behind = portal == null || !writes ? null : rules.behind(portal.statement().judgement());
    Run run = portal == null ? new Run() : rules.run(portal);
    if (writes && portal == null) {
      scribe.unseen(run, readAt);
    } else if (writes) {
      scribe.execute(run, portal, behind, readAt);
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

  /** Of a FunctionCall only the head need be there. */
  ByteBuf functionCall(ByteBuf bytes, int index, int length, long readAt) {
    int oid = length < 4 ? 0 : bytes.getInt(index);
    if (approval != null || !tier().effects().contains(Effect.PROCEDURE)) {
      return refuser.refuseFunctionCall(oid, Refusal.functionCall(tier()));
    } else if (!scribe.functionCall(oid)) {
      return FrameScanner.WAIT;
    }
    Run run = new Run();
    Refusal refusal = scribe.functionCallSettled(run, readAt);
    if (refusal != null) {
      return refuser.refuse(Kind.QUERY, refusal);
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
      return refuser.unreadable(Kind.CLOSE, readAt);
    }
    if (Names.reserved(name)) {
      return refuser.refuse(Kind.PARSE, Refusal.reservedName(name));
    }
    Undo undo = bytes.getByte(index) == 'S' ? names.drop(name) : names.close(name);
    pending.sent(Kind.CLOSE, readAt, undo, readOnly == null ? 0 : readOnly.refusedFlags());
    return FrameScanner.KEEP;
  }

  ByteBuf sync(ByteBuf bytes, int index, int length, long readAt) {
    refuser.pipelineEnds();
    if (readOnly == null) {
      pending.sent(Kind.SYNC, readAt, null);
      return FrameScanner.KEEP;
    }
    Splice frame = new Splice(allocator, bytes, index - HEADER, HEADER + length);
    readOnly.sync(frame, readAt);
    return frame.result();
  }

  private static int textLength(ByteBuf bytes, int index, int length) {
    int n = bytes.bytesBefore(index, length, (byte) 0);
    return n < 0 ? length : n;
  }
}
