package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** BindComplete (B). */
public record BindComplete() implements BackendMessage {
  @Override
  public void encode(ByteBuf out) {
    Wire.writeEmpty(out, BackendType.BIND_COMPLETE.code());
  }
}
