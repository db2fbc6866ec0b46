package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** CommandComplete (B): the tag says which command, and mostly how many rows. */
public record CommandComplete(String tag) implements BackendMessage {
  static CommandComplete decode(ByteBuf body) {
    return new CommandComplete(Wire.readServerString(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, BackendType.COMMAND_COMPLETE.code());
    Wire.writeString(out, tag);
    Wire.end(out, start);
  }
}
