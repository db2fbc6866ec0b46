package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** ParseComplete (B). */
public record ParseComplete() implements BackendMessage {
  @Override
  public void encode(ByteBuf out) {
    Wire.writeEmpty(out, BackendType.PARSE_COMPLETE.code());
  }
}
