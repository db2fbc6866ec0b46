package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

/** Who decides about frames and takes the bytes that go on. */
public interface FrameSink {
  /** What becomes of a frame whose header has arrived. */
  enum Handling {
    /** Its bytes are handed on as they arrive. */
    PASS,
    /** {@link FrameSink#whole} judges it once it is complete. */
    WHOLE,
    /**
     * {@link FrameSink#whole} judges it by its first {@link FrameScanner#HEAD} bytes; what becomes
     * of the rest, {@link FrameSink#rest} says.
     */
    HEAD,
    /** Its bytes are thrown away; {@link FrameSink#instead} may put others in its place. */
    DROP
  }

  /**
   * A frame begins.
   *
   * @param length the body's bytes, header excluded
   * @throws ProtocolViolation if no such frame may stand here; nothing after it is scanned
   */
  Handling begin(byte type, int length);

  /**
   * A frame to be judged: {@code length} bytes of body from {@code index} of {@code bytes}, valid
   * during this call only.
   *
   * @return {@link FrameScanner#KEEP}, {@link FrameScanner#WAIT}, or bytes to hand on in the
   *     frame's place (ownership moves; {@link Unpooled#EMPTY_BUFFER} for none)
   */
  ByteBuf whole(byte type, ByteBuf bytes, int index, int length);

  /**
   * What becomes of the bytes behind a head that was judged: {@link Handling#PASS} or {@link
   * Handling#DROP}, as goes with the answer to it.
   */
  Handling rest();

  /** Bytes in the place of a frame that is dropped (ownership moves). */
  ByteBuf instead(byte type, int length);

  /** Bytes that go on; ownership moves. */
  void pass(ByteBuf bytes);

  /**
   * Asked before more than {@link FrameScanner#HELD_AT_FIRST} bytes are collected for one frame.
   *
   * @throws ProtocolViolation if there is no room for them
   */
  void reserve(int bytes);

  /** What {@link #reserve} granted is given back. */
  void unreserve(int bytes);
}
