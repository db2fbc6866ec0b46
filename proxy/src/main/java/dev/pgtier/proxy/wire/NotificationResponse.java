package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** NotificationResponse (B): {@code pid} is the backend that ran NOTIFY. */
public record NotificationResponse(int pid, String channel, String payload)
    implements BackendMessage {
  static NotificationResponse decode(ByteBuf body) {
    return new NotificationResponse(
        Wire.readInt32(body), Wire.readServerString(body), Wire.readServerString(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, BackendType.NOTIFICATION_RESPONSE.code());
    out.writeInt(pid);
    Wire.writeString(out, channel);
    Wire.writeString(out, payload);
    Wire.end(out, start);
  }
}
