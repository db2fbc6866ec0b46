package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** SASLResponse (F): any but the first message of a SASL exchange. */
public record SASLResponse(Bytes data) implements FrontendMessage {
  /** Reads all of {@code body}; every body is one. */
  public static SASLResponse decode(ByteBuf body) {
    return new SASLResponse(Wire.readRest(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, FrontendType.PASSWORD.code());
    data.writeTo(out);
    Wire.end(out, start);
  }
}
