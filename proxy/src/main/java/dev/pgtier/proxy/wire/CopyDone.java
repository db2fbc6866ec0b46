package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** CopyDone (F, B): the copied data is complete. */
public record CopyDone() implements FrontendMessage, BackendMessage {
  @Override
  public void encode(ByteBuf out) {
    Wire.writeEmpty(out, FrontendType.COPY_DONE.code());
  }
}
