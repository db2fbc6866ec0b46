package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** Describe (F): what a statement takes and returns, or what a portal returns. */
public record Describe(Target target, String name) implements FrontendMessage {
  static Describe decode(ByteBuf body) {
    return new Describe(Target.of(Wire.readByte(body), "DESCRIBE"), Wire.readString(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, FrontendType.DESCRIBE.code());
    out.writeByte(target.code());
    Wire.writeString(out, name);
    Wire.end(out, start);
  }
}
