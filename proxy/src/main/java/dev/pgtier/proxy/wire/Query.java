package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** Query (F): a string of any number of statements. */
public record Query(String sql) implements FrontendMessage {
  static Query decode(ByteBuf body) {
    return new Query(Wire.readString(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, FrontendType.QUERY.code());
    Wire.writeString(out, sql);
    Wire.end(out, start);
  }
}
