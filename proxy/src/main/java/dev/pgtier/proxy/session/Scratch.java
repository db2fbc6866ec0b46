package dev.pgtier.proxy.session;

import dev.pgtier.policies.judge.TextShape;
import dev.pgtier.policies.rewrite.Inserter;
import io.netty.buffer.ByteBuf;
import io.netty.util.concurrent.FastThreadLocal;

/** What an event loop's thread uses over and over to read texts. */
final class Scratch {
  private static final FastThreadLocal<Scratch> OF_THREAD =
      new FastThreadLocal<>() {
        @Override
        protected Scratch initialValue() {
          return new Scratch();
        }
      };

  /** A longer text's array is not kept. */
  private static final int KEPT = 64 << 10;

  private final TextShape shape = new TextShape();
  private final Inserter inserter = new Inserter();
  private byte[] bytes = new byte[KEPT];

  private Scratch() {}

  static Scratch get() {
    return OF_THREAD.get();
  }

  TextShape shape() {
    return shape;
  }

  Inserter inserter() {
    return inserter;
  }

  /** An array that begins with {@code length} bytes from {@code index} on. */
  byte[] read(ByteBuf from, int index, int length) {
    byte[] into = length > KEPT ? new byte[length] : bytes;
    from.getBytes(index, into, 0, length);
    return into;
  }
}
