package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** PasswordMessage (F): in clear, or hashed as AuthenticationMD5Password asked. Never printed. */
public record PasswordMessage(String password) implements FrontendMessage {
  /**
   * Reads all of {@code body}.
   *
   * @throws ProtocolViolation if the body is anything else
   */
  public static PasswordMessage decode(ByteBuf body) {
    PasswordMessage message = new PasswordMessage(Wire.readString(body));
    Wire.requireEnd(body);
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, FrontendType.PASSWORD.code());
    Wire.writeString(out, password);
    Wire.end(out, start);
  }

  @Override
  public String toString() {
    return "PasswordMessage[(secret)]";
  }
}
