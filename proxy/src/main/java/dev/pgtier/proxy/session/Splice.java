package dev.pgtier.proxy.session;

import dev.pgtier.proxy.wire.FrameScanner;
import dev.pgtier.proxy.wire.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** A frame of the client's with the proxy's own messages around it, in one buffer. */
final class Splice {
  private static final byte[] NONE = {};

  private final ByteBufAllocator allocator;
  private final ByteBuf frame;
  private final int start;
  private final int length;
  private ByteBuf out;
  private boolean untouched;
  private byte[] inserted = NONE;
  private int insertAt;
  private int frameAt;
  private int frameLength;

  /**
   * Nothing yet.
   *
   * @param start of the frame in {@code frame}, at its type byte
   * @param length of the whole frame
   */
  Splice(ByteBufAllocator allocator, ByteBuf frame, int start, int length) {
    this.allocator = allocator;
    this.frame = frame;
    this.start = start;
    this.length = length;
  }

  /** Takes what comes next. */
  ByteBuf out() {
    if (out == null) {
      out = allocator.buffer(256 + length);
      if (untouched) {
        out.writeBytes(frame, start, length);
      }
    }
    return out;
  }

  /**
   * Something more in the client's frame.
   *
   * @param at the index in the frame's buffer before which it goes
   */
  void insert(int at, byte[] bytes) {
    insertAt = at;
    inserted = bytes;
  }

  /** The client's frame, as it came but for what is inserted; at most once. */
  void frame() {
    frameAt = out == null ? 0 : out.readableBytes();
    frameLength = length + inserted.length;
    if (inserted.length > 0) {
      ByteBuf to = out();
      to.writeByte(frame.getByte(start));
      to.writeInt(frame.getInt(start + 1) + inserted.length);
      int body = start + FrameScanner.HEADER;
      to.writeBytes(frame, body, insertAt - body);
      to.writeBytes(inserted);
      to.writeBytes(frame, insertAt, start + length - insertAt);
    } else if (out == null) {
      untouched = true;
    } else {
      out.writeBytes(frame, start, length);
    }
  }

  /** Another message in the frame's place. */
  void instead(Message message) {
    frameAt = out().readableBytes();
    message.encode(out());
    frameLength = out().readableBytes() - frameAt;
  }

  /**
   * The client's frame, a Query, as it came but for what is inserted, with more of its text before
   * and behind; in the place of {@link #frame}, and nothing else goes around it.
   */
  void within(byte[] before, byte[] behind) {
    int body = start + FrameScanner.HEADER;
    int end = start + length - 1;
    int at = inserted.length > 0 ? insertAt : end;
    frameLength = length + inserted.length + before.length + behind.length;
    out = allocator.buffer(frameLength, frameLength);
    out.writeByte(frame.getByte(start));
    out.writeInt(frameLength - 1);
    out.writeBytes(before);
    out.writeBytes(frame, body, at - body);
    out.writeBytes(inserted);
    out.writeBytes(frame, at, end - at);
    out.writeBytes(behind);
    out.writeByte(0);
  }

  /** Where the client's frame, or what goes in its place, is among the bytes. */
  int frameAt() {
    return frameAt;
  }

  int frameLength() {
    return frameLength;
  }

  /** What goes on, as bytes of its own. */
  ByteBuf own() {
    return out == null ? frame.retainedSlice(start, length) : out;
  }

  /** What {@link FrameScanner} is to hand on. */
  ByteBuf result() {
    return out == null ? FrameScanner.KEEP : out;
  }
}
