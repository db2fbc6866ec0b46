package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** CloseComplete (B). */
public record CloseComplete() implements BackendMessage {
  @Override
  public void encode(ByteBuf out) {
    Wire.writeEmpty(out, BackendType.CLOSE_COMPLETE.code());
  }
}
