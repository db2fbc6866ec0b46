package dev.pgtier.proxy.wire;

import dev.pgtier.proxy.wire.FrameSink.Handling;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;

/**
 * Cuts one direction's byte stream into frames without copying it.
 *
 * <p>A frame is a type byte, an Int32 length that counts itself, and a body. The {@link FrameSink}
 * is asked about each frame when its header is there; bytes of frames that pass are handed on in
 * runs as long as possible, so that a chunk of a thousand DataRows is one slice. A frame that must
 * be whole is looked at in place when the chunk holds all of it and collected otherwise.
 *
 * <p>Not thread-safe: one event loop owns it.
 */
@SuppressWarnings("ReferenceEquality") // KEEP and WAIT are marks that are told apart by identity
public final class FrameScanner {
  /** Type byte and length. */
  public static final int HEADER = 5;

  /** Answer of {@link FrameSink#whole}: the frame goes on as it is. */
  public static final ByteBuf KEEP = Unpooled.unreleasableBuffer(Unpooled.buffer(1, 1));

  /** Answer of {@link FrameSink#whole}: stop here until {@link #proceed}. */
  public static final ByteBuf WAIT = Unpooled.unreleasableBuffer(Unpooled.buffer(1, 1));

  /** How many bytes of a body are a head. */
  public static final int HEAD = 1 << 10;

  static final int HELD_AT_FIRST = 16 << 10;

  private final ByteBufAllocator allocator;
  private final FrameSink sink;

  private final byte[] header = new byte[HEADER];
  private int headerBytes;
  private byte type;
  private Handling handling = Handling.PASS;
  private int remaining;

  /** Bytes of the body behind its head, while that is collected. */
  private int behind;

  private ByteBuf held;
  private int reserved;
  private ByteBuf judged;
  private ByteBuf queue;
  private long scanned;
  private boolean paused;
  private boolean closed;

  public FrameScanner(ByteBufAllocator allocator, FrameSink sink) {
    this.allocator = allocator;
    this.sink = sink;
  }

  /** Whether a frame has begun and not ended. */
  public boolean midFrame() {
    return headerBytes > 0 || remaining > 0;
  }

  /** Whether a frame that the peer already got a part of has not ended. */
  public boolean midPass() {
    return remaining > 0 && handling == Handling.PASS;
  }

  /** Whether {@code answer} is {@link #WAIT}. */
  public static boolean isWait(ByteBuf answer) {
    return answer == WAIT;
  }

  /** Whether {@link #proceed} is awaited, or bytes have come that wait for {@link #resume}. */
  public boolean waiting() {
    return judged != null || queue != null;
  }

  /** The frame, header and all, whose judgement is awaited; null if none is. */
  public ByteBuf judged() {
    return judged;
  }

  /** Scans no further frame until {@link #resume}; the one that is being judged still goes on. */
  public void pause() {
    paused = true;
  }

  public void resume() {
    paused = false;
    if (judged == null && queue != null) {
      ByteBuf rest = queue;
      queue = null;
      feed(rest);
    }
  }

  /** Bytes scanned so far: grows exactly when a begun frame gains some. */
  public long scanned() {
    return scanned;
  }

  /** Takes the next chunk; ownership moves. */
  public void feed(ByteBuf chunk) {
    if (closed) {
      chunk.release();
    } else if (judged != null || paused) {
      queue = queue == null ? chunk : Unpooled.wrappedBuffer(queue, chunk);
    } else {
      scan(chunk);
    }
  }

  /**
   * Ends a wait with an answer as {@link FrameSink#whole} gives it, and scans what had come since.
   */
  public void proceed(ByteBuf answer) {
    ByteBuf frame = judged;
    ByteBuf rest = queue;
    judged = null;
    queue = null;
    if (frame == null) {
      release(answer);
      return;
    }
    answered(frame, answer);
    if (rest != null) {
      feed(rest);
    }
  }

  /** Gives back every buffer; further bytes are thrown away. */
  public void close() {
    closed = true;
    release(held);
    release(judged);
    release(queue);
    held = null;
    judged = null;
    queue = null;
    unreserve();
  }

  private void scan(ByteBuf in) {
    int at = in.readerIndex();
    int end = in.writerIndex();
    int run = at;
    scanned += end - at;
    try {
      while (at < end && !closed && (!paused || midFrame())) {
        if (remaining > 0) {
          int n = Math.min(remaining, end - at);
          boolean holding = handling == Handling.WHOLE || handling == Handling.HEAD;
          if (holding) {
            hold(in, at, n);
          }
          at += n;
          remaining -= n;
          if (handling != Handling.PASS) {
            run = at;
          }
          if (remaining == 0 && holding && !judgeHeld(in, at, end)) {
            return;
          }
        } else if (headerBytes > 0 || end - at < HEADER) {
          slice(in, run, at);
          while (at < end && headerBytes < HEADER) {
            header[headerBytes++] = in.getByte(at++);
          }
          run = at;
          if (headerBytes == HEADER && !beginSplit(in, at, end)) {
            return;
          }
        } else {
          type = in.getByte(at);
          int length = length(in.getInt(at + 1));
          handling = sink.begin(type, length);
          if (handling == Handling.PASS) {
            at += HEADER;
            remaining = length;
          } else if (handling == Handling.DROP) {
            slice(in, run, at);
            at += HEADER;
            run = at;
            remaining = length;
            handOn(sink.instead(type, length));
          } else if (handling == Handling.HEAD) {
            slice(in, run, at);
            remaining = head(length);
            held.writeBytes(in, at, HEADER);
            at += HEADER;
            run = at;
            if (remaining == 0 && !judgeHeld(in, at, end)) {
              return;
            }
          } else if (end - at - HEADER >= length) {
            ByteBuf answer = sink.whole(type, in, at + HEADER, length);
            int next = at + HEADER + length;
            if (answer != KEEP) {
              slice(in, run, at);
              run = next;
              if (answer == WAIT) {
                await(in.retainedSlice(at, HEADER + length), in, next, end);
                return;
              }
              handOn(answer);
            }
            at = next;
          } else {
            slice(in, run, at);
            collect(length);
            hold(in, at, end - at);
            remaining = length - (end - at - HEADER);
            at = end;
            run = end;
          }
        }
      }
      if (at < end && !closed) {
        // Paused: the rest waits.
        slice(in, run, at);
        queue = in.retainedSlice(at, end - at);
        scanned -= end - at;
      } else if (run == in.readerIndex() && run < end && !closed) {
        ByteBuf all = in;
        in = null;
        sink.pass(all);
      } else {
        slice(in, run, end);
      }
    } catch (ProtocolViolation violation) {
      slice(in, run, at);
      throw violation;
    } finally {
      release(in);
    }
  }

  /** Returns whether scanning goes on. */
  private boolean beginSplit(ByteBuf in, int at, int end) {
    headerBytes = 0;
    type = header[0];
    int length =
        length(
            ((header[1] & 0xff) << 24)
                | ((header[2] & 0xff) << 16)
                | ((header[3] & 0xff) << 8)
                | (header[4] & 0xff));
    handling = sink.begin(type, length);
    remaining = length;
    return switch (handling) {
      case PASS -> {
        sink.pass(allocator.buffer(HEADER).writeBytes(header));
        yield true;
      }
      case DROP -> {
        handOn(sink.instead(type, length));
        yield true;
      }
      case WHOLE -> {
        collect(length);
        held.writeBytes(header);
        yield length > 0 || judgeHeld(in, at, end);
      }
      case HEAD -> {
        remaining = head(length);
        held.writeBytes(header);
        yield remaining > 0 || judgeHeld(in, at, end);
      }
    };
  }

  /** Prepares to collect a head; returns how many bytes of the body it takes. */
  private int head(int length) {
    int n = Math.min(length, HEAD);
    behind = length - n;
    held = allocator.buffer(HEADER + n, HEADER + n);
    return n;
  }

  private void collect(int length) {
    int total = HEADER + length;
    if (total > HELD_AT_FIRST) {
      sink.reserve(total);
      reserved = total;
    }
    held = allocator.buffer(Math.min(total, HELD_AT_FIRST), total);
  }

  private void hold(ByteBuf in, int at, int n) {
    held.writeBytes(in, at, n);
  }

  /** Returns whether scanning goes on. */
  private boolean judgeHeld(ByteBuf in, int at, int end) {
    ByteBuf frame = held;
    held = null;
    unreserve();
    ByteBuf answer;
    try {
      answer = sink.whole(type, frame, HEADER, frame.writerIndex() - HEADER);
    } catch (RuntimeException e) {
      frame.release();
      throw e;
    }
    if (answer == WAIT) {
      await(frame, in, at, end);
      return false;
    }
    answered(frame, answer);
    return true;
  }

  private void answered(ByteBuf frame, ByteBuf answer) {
    if (answer == KEEP) {
      sink.pass(frame);
    } else {
      frame.release();
      handOn(answer);
    }
    if (handling == Handling.HEAD) {
      remaining = behind;
      behind = 0;
      handling = sink.rest();
    }
  }

  private void await(ByteBuf frame, ByteBuf in, int rest, int end) {
    if (closed) {
      frame.release();
      return;
    }
    judged = frame;
    if (rest < end) {
      queue = in.retainedSlice(rest, end - rest);
      scanned -= end - rest;
    }
  }

  private void slice(ByteBuf in, int from, int to) {
    if (from < to && !closed) {
      sink.pass(in.retainedSlice(from, to - from));
    }
  }

  private void handOn(ByteBuf bytes) {
    if (bytes != KEEP && bytes.isReadable() && !closed) {
      sink.pass(bytes);
    } else {
      release(bytes);
    }
  }

  private void unreserve() {
    if (reserved > 0) {
      sink.unreserve(reserved);
      reserved = 0;
    }
  }

  private static int length(int withItself) {
    if (withItself < 4) {
      throw new ProtocolViolation("invalid message length");
    }
    return withItself - 4;
  }

  private static void release(ByteBuf bytes) {
    if (bytes != null) {
      bytes.release();
    }
  }
}
