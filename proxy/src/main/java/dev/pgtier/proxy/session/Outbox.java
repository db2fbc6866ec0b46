package dev.pgtier.proxy.session;

import dev.pgtier.proxy.record.Ticket;
import dev.pgtier.proxy.session.Pending.Kind;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import java.util.ArrayDeque;
import java.util.Deque;

/**
 * The bytes for the upstream. A message that is recorded stays here, and all behind it, until its
 * records are safe; if one is not, a message that the server refuses goes in its place.
 */
@SuppressWarnings("ReferenceEquality") // the frame that is held is known by its identity
final class Outbox {
  private static final int FULL = 512 << 10;

  private final Channel upstream;
  private final Runnable help;
  private final Deque<Object> waiting = new ArrayDeque<>();
  private Hold expected;
  private long bytes;
  private boolean flush;
  private boolean closed;

  /**
   * Of nothing yet.
   *
   * @param help has the records written that something waits for
   */
  Outbox(Channel upstream, Runnable help) {
    this.upstream = upstream;
    this.help = help;
  }

  /**
   * A frame among what goes around it.
   *
   * @param kind QUERY, or PARSE for a message of the extended protocol
   * @param bytes that are written together
   * @param at where the frame begins among them
   * @param length of the frame
   * @param run told if it does not go
   */
  record Hold(Ticket ticket, Kind kind, ByteBuf bytes, int at, int length, Run run) {}

  /** The next that is written with the bytes of {@code hold} waits; answers these bytes. */
  ByteBuf expect(Hold hold) {
    expected = hold;
    return hold.bytes();
  }

  /** Takes what goes upstream next; ownership moves. */
  void write(ByteBuf next) {
    if (closed) {
      next.release();
    } else if (expected != null && expected.bytes() == next) {
      waiting.add(expected);
      bytes += next.readableBytes();
      expected = null;
    } else if (waiting.isEmpty()) {
      upstream.write(next, upstream.voidPromise());
    } else {
      waiting.add(next);
      bytes += next.readableBytes();
    }
  }

  /**
   * Sends what need not wait. What stands before a message that waits goes with it: the record is
   * soon written, and a packet of its own would wake the server twice.
   */
  void flush() {
    if (!waiting.isEmpty()) {
      help();
    }
    boolean some = settle();
    flush = !waiting.isEmpty();
    if (some || !flush) {
      upstream.flush();
    }
  }

  /** Has the records written that something waits for. */
  void help() {
    help.run();
  }

  /** Records may be safe that something waited for. */
  void settled() {
    if (settle() && (flush || waiting.isEmpty())) {
      upstream.flush();
    }
  }

  private boolean settle() {
    boolean some = false;
    while (!waiting.isEmpty()) {
      ByteBuf next;
      if (waiting.peek() instanceof Hold hold) {
        if (!hold.ticket().isSettled()) {
          break;
        }
        bytes -= hold.bytes().readableBytes();
        next = settled(hold);
      } else {
        next = (ByteBuf) waiting.peek();
        bytes -= next.readableBytes();
      }
      waiting.poll();
      upstream.write(next, upstream.voidPromise());
      some = true;
    }
    return some;
  }

  private ByteBuf settled(Hold hold) {
    if (hold.ticket().failure() == null) {
      if (hold.run().account() != null) {
        hold.run().account().forwarded();
      }
      return hold.bytes();
    }
    if (hold.run().account() != null) {
      hold.run().account().dropped();
    }
    return refused(hold, Refusal.unrecorded(hold.ticket().failure().getMessage()));
  }

  private ByteBuf refused(Hold hold, Refusal refusal) {
    hold.run().refuse(refusal);
    ByteBuf old = hold.bytes();
    ByteBuf instead = hold.kind() == Kind.QUERY ? Unparsable.QUERY : Unparsable.PARSE;
    int start = old.readerIndex() + hold.at();
    int behind = start + hold.length();
    ByteBuf out = upstream.alloc().buffer(old.readableBytes() + instead.readableBytes());
    out.writeBytes(old, old.readerIndex(), hold.at());
    out.writeBytes(instead.duplicate());
    out.writeBytes(old, behind, old.writerIndex() - behind);
    old.release();
    return out;
  }

  /** Whether something waits. */
  boolean isHolding() {
    return !waiting.isEmpty();
  }

  /** How many messages wait for their own records. */
  int held() {
    int count = 0;
    for (Object next : waiting) {
      count += next instanceof Hold ? 1 : 0;
    }
    return count;
  }

  /** Whether more may come. */
  boolean hasRoom() {
    return bytes < FULL;
  }

  /** Throws away what has not gone. */
  void close() {
    closed = true;
    for (Object next : waiting) {
      (next instanceof Hold hold ? hold.bytes() : (ByteBuf) next).release();
    }
    waiting.clear();
  }
}
