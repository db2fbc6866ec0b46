package dev.pgtier.proxy.session;

import dev.pgtier.policies.judge.Judgement;
import dev.pgtier.proxy.session.Pending.Kind;
import dev.pgtier.proxy.session.Pending.Undo;
import dev.pgtier.proxy.wire.FrameScanner;
import dev.pgtier.proxy.wire.FrameSink.Handling;
import io.netty.buffer.ByteBuf;

/** What goes upstream in place of a message that does not. */
final class Refuser {
  private final Session session;
  private final Pending pending;
  private final Names names;
  private final ReadOnly readOnly;
  private final Scribe scribe;
  private Handling rest = Handling.PASS;

  /** Whether the Parse at hand, though it is refused, ends the unnamed statement as on a server. */
  private boolean dropsUnnamed;

  private Undo closes;
  private boolean refused;

  /**
   * Of one session.
   *
   * @param readOnly null where the tier is not
   */
  Refuser(Session session, Pending pending, Names names, ReadOnly readOnly, Scribe scribe) {
    this.session = session;
    this.pending = pending;
    this.names = names;
    this.readOnly = readOnly;
    this.scribe = scribe;
  }

  /** What becomes of the bytes behind the head that was judged last. */
  Handling rest() {
    Handling handling = rest;
    rest = Handling.PASS;
    return handling;
  }

  /** A Parse of the unnamed statement is at hand, or is no more. */
  void dropsUnnamed(boolean drops) {
    dropsUnnamed = drops;
  }

  /**
   * A name that this session has not made: an unjudged statement might be behind it.
   *
   * @param undo takes back what was expected of the message; null for nothing
   */
  ByteBuf unknown(Kind kind, Refusal refusal, long readAt, Undo undo) {
    if (readOnly != null || refused) {
      session.statementDenied();
      Run run = new Run();
      run.refuse(refusal);
      if (undo != null) {
        run.before(undo);
      }
      return refused(Kind.PARSE, run);
    }
    // Made by a function, perhaps, which a tier that writes may run.
    pending.sent(kind, readAt, undo);
    return FrameScanner.KEEP;
  }

  /** Whether a message of the pipeline at hand was refused, so that the server skips the rest. */
  boolean refusedBefore() {
    return refused;
  }

  /** A pipeline ends. */
  void pipelineEnds() {
    refused = false;
  }

  /** The message that is refused next would have closed a portal, or made it anew. */
  void closes(Undo undo) {
    closes = undo;
  }

  /** The server says itself what is wrong with such a message. */
  ByteBuf unreadable(Kind kind, long readAt) {
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
    refused |= kind == Kind.PARSE;
    int flags = readOnly == null ? 0 : readOnly.refusedFlags();
    pending.sent(kind, System.nanoTime(), note, flags);
    return kind == Kind.PARSE
        ? Unparsable.PARSE.retainedDuplicate()
        : Unparsable.QUERY.retainedDuplicate();
  }

  /** A refused text, which is recorded. */
  ByteBuf refuse(
      Kind kind, Refusal refusal, Judgement judgement, ByteBuf bytes, int index, int length) {
    byte[] utf8 = scribe.writes() ? Scribe.copy(bytes, index, length) : null;
    return refuse(kind, refusal, judgement, utf8);
  }

  /** A refused FunctionCall, which is recorded. */
  ByteBuf refuseFunctionCall(int oid, Refusal refusal) {
    session.statementDenied();
    Run run = new Run();
    if (!scribe.writes()) {
      run.refuse(refusal);
      return refused(Kind.QUERY, run);
    }
    return scribe.functionCallRefused(oid, run, refusal, refused(Kind.QUERY, run));
  }

  /**
   * A refusal that is recorded.
   *
   * @param judgement what is thought of the text; null where it was not judged
   * @param utf8 the text; null where there is none at hand
   */
  ByteBuf refuse(Kind kind, Refusal refusal, Judgement judgement, byte[] utf8) {
    return refuse(kind, refusal, judgement, utf8, 0);
  }

  /** A refusal that is recorded, of a message of {@code length} bytes that is not held. */
  ByteBuf refuseUnread(Kind kind, Refusal refusal, int length) {
    return refuse(kind, refusal, null, null, length);
  }

  private ByteBuf refuse(Kind kind, Refusal refusal, Judgement judgement, byte[] utf8, int unread) {
    session.statementDenied();
    Run run = new Run();
    if (dropsUnnamed) {
      dropsUnnamed = false;
      // At once: what follows in the pipeline is of no statement before it.
      run.before(names.drop(""));
      run.whenRefused(names::dropUnnamed);
    } else if (closes != null) {
      run.before(closes);
      closes = null;
    }
    if (!scribe.writes()) {
      run.refuse(refusal);
      return refused(kind, run);
    }
    return scribe.refused(kind, run, refusal, judgement, utf8, unread, refused(kind, run));
  }
}
