package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** SSLRequest (F): may TLS begin? One byte without a frame answers. */
public record SSLRequest() implements InitialMessage {
  static final int CODE = 80_877_103;

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out);
    out.writeInt(CODE);
    Wire.end(out, start);
  }
}
