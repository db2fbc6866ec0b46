package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/**
 * CopyData (F, B): a piece of a COPY stream, cut anywhere. A relay reads its length and forwards
 * it; decoding copies all of it.
 */
public record CopyData(Bytes data) implements FrontendMessage, BackendMessage {
  static CopyData decode(ByteBuf body) {
    return new CopyData(Wire.readRest(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, FrontendType.COPY_DATA.code());
    data.writeTo(out);
    Wire.end(out, start);
  }
}
