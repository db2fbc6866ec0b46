package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** ParameterStatus (B): a setting's value, at start-up and whenever it changes. */
public record ParameterStatus(String name, String value) implements BackendMessage {
  static ParameterStatus decode(ByteBuf body) {
    return new ParameterStatus(Wire.readServerString(body), Wire.readServerString(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, BackendType.PARAMETER_STATUS.code());
    Wire.writeString(out, name);
    Wire.writeString(out, value);
    Wire.end(out, start);
  }
}
