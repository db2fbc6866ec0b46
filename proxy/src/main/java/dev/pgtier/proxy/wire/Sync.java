package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** Sync (F): ends a pipeline; ReadyForQuery answers it. */
public record Sync() implements FrontendMessage {
  @Override
  public void encode(ByteBuf out) {
    Wire.writeEmpty(out, FrontendType.SYNC.code());
  }
}
