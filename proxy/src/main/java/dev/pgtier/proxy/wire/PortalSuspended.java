package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** PortalSuspended (B): Execute reached its row count; in place of CommandComplete. */
public record PortalSuspended() implements BackendMessage {
  @Override
  public void encode(ByteBuf out) {
    Wire.writeEmpty(out, BackendType.PORTAL_SUSPENDED.code());
  }
}
