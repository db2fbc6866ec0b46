package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** NoData (B): what was described returns no rows. */
public record NoData() implements BackendMessage {
  @Override
  public void encode(ByteBuf out) {
    Wire.writeEmpty(out, BackendType.NO_DATA.code());
  }
}
