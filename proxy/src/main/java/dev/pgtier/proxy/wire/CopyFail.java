package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** CopyFail (F): give up copying in, and why. */
public record CopyFail(String reason) implements FrontendMessage {
  static CopyFail decode(ByteBuf body) {
    return new CopyFail(Wire.readString(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, FrontendType.COPY_FAIL.code());
    Wire.writeString(out, reason);
    Wire.end(out, start);
  }
}
