package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** Terminate (F): the session ends. */
public record Terminate() implements FrontendMessage {
  @Override
  public void encode(ByteBuf out) {
    Wire.writeEmpty(out, FrontendType.TERMINATE.code());
  }
}
