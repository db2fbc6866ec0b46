package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** ReadyForQuery (B). */
public record ReadyForQuery(TransactionStatus status) implements BackendMessage {
  static ReadyForQuery decode(ByteBuf body) {
    return new ReadyForQuery(TransactionStatus.of(Wire.readByte(body)));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, BackendType.READY_FOR_QUERY.code());
    out.writeByte(status.code());
    Wire.end(out, start);
  }
}
