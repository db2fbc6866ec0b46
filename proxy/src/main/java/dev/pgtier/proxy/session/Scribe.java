package dev.pgtier.proxy.session;

import dev.pgtier.audit.record.Decision.Protocol;
import dev.pgtier.policies.judge.Judgement;
import dev.pgtier.proxy.record.Behind;
import dev.pgtier.proxy.record.BoundValues;
import dev.pgtier.proxy.record.SessionRecorder;
import dev.pgtier.proxy.record.SessionRecorder.Entry;
import dev.pgtier.proxy.record.Ticket;
import dev.pgtier.proxy.session.Pending.Kind;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Records what the {@link Gate} decides, and has the message wait in the {@link Outbox} until that
 * is safe. Without a log it does nothing.
 */
final class Scribe {
  /** A longer Bind is judged by its head. */
  private static final int SHORT = 4 << 10;

  /** Also where its values are recorded. */
  private static final int LARGEST_READ = 1 << 20;

  private final SessionRecorder recorder;
  private final Outbox outbox;
  private Ticket ticket;
  private Entry call;

  Scribe(SessionRecorder recorder, Outbox outbox) {
    this.recorder = recorder;
    this.outbox = outbox;
  }

  boolean writes() {
    return recorder.records();
  }

  // allowed

  /** An allowed Query, of which {@code run} is the note; {@code length} bytes of text. */
  void query(
      Run run,
      Judgement judgement,
      ByteBuf bytes,
      int index,
      int length,
      boolean capped,
      Behind behind,
      long at) {
    begun(run, recorder.query(judgement, copy(bytes, index, length), capped, behind), at);
  }

  /** An allowed Execute. */
  void execute(Run run, Portal portal, Behind behind, long at) {
    Prepared statement = portal.statement();
    begun(
        run,
        recorder.execute(
            statement.judgement(),
            statement.text(),
            statement.capped(),
            behind,
            portal.parameters()),
        at);
  }

  /** An Execute of a portal that was not seen made. */
  void unseen(Run run, long at) {
    begun(run, recorder.unseen(), at);
  }

  private void begun(Run run, Entry entry, long at) {
    ticket = entry.ticket();
    run.account(new Account(recorder, entry.statements(), at));
  }

  /** The frame that was recorded last, alone. */
  ByteBuf hold(Kind kind, Run run, ByteBuf bytes, int start, int length) {
    return hold(kind, run, bytes.retainedSlice(start, length), length);
  }

  private ByteBuf hold(Kind kind, Run run, ByteBuf own, int length) {
    return outbox.expect(new Outbox.Hold(ticket, kind, own, 0, length, run));
  }

  /** The frame that was recorded last, with what is around it. */
  ByteBuf hold(Kind kind, Run run, Splice frame) {
    ByteBuf own = frame.own();
    return outbox.expect(
        new Outbox.Hold(ticket, kind, own, frame.frameAt(), frame.frameLength(), run));
  }

  /**
   * The values of a Bind, whose format codes begin at {@code index}.
   *
   * @param end of what is there of the message
   * @param whole length of its body
   */
  List<String> parameters(ByteBuf bytes, int index, int end, int whole) {
    if (!recorder.shared().recordsParameters()) {
      return null;
    }
    boolean all = end - index >= 0 && heldWhole(whole);
    return all
        ? BoundValues.of(recorder.shared(), bytes, index, end)
        : BoundValues.unread(recorder.shared(), whole);
  }

  /** Whether a Bind is read whole. */
  boolean heldWhole(int length) {
    return length <= (recorder.shared().recordsParameters() ? LARGEST_READ : SHORT);
  }

  // refused

  /**
   * A refused message, in whose place {@code instead} goes.
   *
   * @param judgement what is thought of the text; null where it was not judged
   * @param utf8 the text; null where there is none, or it is too long
   * @param unread the length of a message that is too long to be held; else 0
   */
  ByteBuf refused(
      Kind kind,
      Run run,
      Refusal refusal,
      Judgement judgement,
      byte[] utf8,
      int unread,
      ByteBuf instead) {
    Protocol protocol = kind == Kind.PARSE ? Protocol.EXTENDED : Protocol.SIMPLE;
    run.refuse(refusal);
    ticket =
        recorder.denied(
            protocol, utf8, unread, judgement, refusal.rule(), refusal.reason(), refusal.hint());
    return hold(kind, run, instead, instead.readableBytes());
  }

  // FunctionCall

  /** A refused FunctionCall, in whose place {@code instead} goes. */
  ByteBuf functionCallRefused(int oid, Run run, Refusal refusal, ByteBuf instead) {
    run.refuse(refusal);
    ticket = recorder.functionCallDenied(oid, refusal.rule(), refusal.reason(), refusal.hint());
    return hold(Kind.QUERY, run, instead, instead.readableBytes());
  }

  /**
   * Records a FunctionCall, once for each.
   *
   * @return whether it is safe or failed; else it must wait
   */
  boolean functionCall(int oid) {
    if (call == null) {
      call = recorder.functionCall(oid);
      outbox.help();
    }
    return call.ticket().isSettled();
  }

  /** Whether a FunctionCall waits. */
  boolean awaited() {
    return call != null;
  }

  /** The message at hand is done with: a FunctionCall that waited is passed over. */
  void settled() {
    if (call != null) {
      Entry entry = call;
      call = null;
      if (entry.ticket().failure() == null) {
        new Account(recorder, entry.statements(), 0).passedOver();
      }
    }
  }

  /** Ends what {@link #functionCall} began; the refusal if it is not recorded, or null. */
  Refusal functionCallSettled(Run run, long at) {
    Entry entry = call;
    call = null;
    if (entry.ticket().failure() != null) {
      return Refusal.unrecorded(entry.ticket().failure().getMessage());
    }
    Account account = new Account(recorder, entry.statements(), at);
    account.forwarded();
    run.account(account);
    return null;
  }

  static byte[] copy(ByteBuf bytes, int index, int length) {
    byte[] text = new byte[length];
    bytes.getBytes(index, text);
    return text;
  }
}
