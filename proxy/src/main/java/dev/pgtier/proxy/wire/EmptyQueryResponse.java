package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** EmptyQueryResponse (B): in place of CommandComplete for an empty string. */
public record EmptyQueryResponse() implements BackendMessage {
  @Override
  public void encode(ByteBuf out) {
    Wire.writeEmpty(out, BackendType.EMPTY_QUERY_RESPONSE.code());
  }
}
