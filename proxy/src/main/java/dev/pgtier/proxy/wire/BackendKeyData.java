package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/**
 * BackendKeyData (B): what a CancelRequest must repeat.
 *
 * @param secret 4 bytes up to protocol 3.0, 4 to 256 from 3.2 on
 */
public record BackendKeyData(int pid, Bytes secret) implements BackendMessage {
  static BackendKeyData decode(ByteBuf body) {
    int pid = Wire.readInt32(body);
    CancelRequest.requireSecretLength(body.readableBytes());
    return new BackendKeyData(pid, Wire.readRest(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, BackendType.BACKEND_KEY_DATA.code());
    out.writeInt(pid);
    secret.writeTo(out);
    Wire.end(out, start);
  }
}
