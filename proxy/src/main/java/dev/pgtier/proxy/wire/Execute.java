package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/**
 * Execute (F): run a portal.
 *
 * @param maxRows after which the portal is suspended; 0 or less: all of them
 */
public record Execute(String portal, int maxRows) implements FrontendMessage {
  static Execute decode(ByteBuf body) {
    return new Execute(Wire.readString(body), Wire.readInt32(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, FrontendType.EXECUTE.code());
    Wire.writeString(out, portal);
    out.writeInt(maxRows);
    Wire.end(out, start);
  }
}
