package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** Flush (F): send what is pending. */
public record Flush() implements FrontendMessage {
  @Override
  public void encode(ByteBuf out) {
    Wire.writeEmpty(out, FrontendType.FLUSH.code());
  }
}
