package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** GSSENCRequest (F): may GSSAPI begin? One byte without a frame answers. */
public record GSSENCRequest() implements InitialMessage {
  static final int CODE = 80_877_104;

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out);
    out.writeInt(CODE);
    Wire.end(out, start);
  }
}
