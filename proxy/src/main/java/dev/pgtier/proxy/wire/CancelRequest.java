package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** CancelRequest (F): cancel what the backend of that BackendKeyData runs. Nothing answers it. */
public record CancelRequest(int pid, Bytes secret) implements InitialMessage {
  public static final int MIN_SECRET_LENGTH = 4;
  public static final int MAX_SECRET_LENGTH = 256;
  static final int CODE = 80_877_102;

  static CancelRequest decode(ByteBuf body) {
    int pid = Wire.readInt32(body);
    requireSecretLength(body.readableBytes());
    return new CancelRequest(pid, Wire.readRest(body));
  }

  static void requireSecretLength(int length) {
    if (length < MIN_SECRET_LENGTH || length > MAX_SECRET_LENGTH) {
      throw new ProtocolViolation("invalid length of query cancel key");
    }
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out);
    out.writeInt(CODE);
    out.writeInt(pid);
    secret.writeTo(out);
    Wire.end(out, start);
  }
}
