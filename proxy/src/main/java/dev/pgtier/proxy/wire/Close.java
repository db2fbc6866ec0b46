package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** Close (F): forget a statement or a portal; it is no error if there is none. */
public record Close(Target target, String name) implements FrontendMessage {
  static Close decode(ByteBuf body) {
    return new Close(Target.of(Wire.readByte(body), "CLOSE"), Wire.readString(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, FrontendType.CLOSE.code());
    out.writeByte(target.code());
    Wire.writeString(out, name);
    Wire.end(out, start);
  }
}
