package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * SASLInitialResponse (F): the mechanism that the client chose, and its first message.
 *
 * @param response empty where the mechanism lets the server speak first
 */
public record SASLInitialResponse(String mechanism, Optional<Bytes> response)
    implements FrontendMessage {
  /**
   * Reads all of {@code body}.
   *
   * @throws ProtocolViolation if the body is anything else
   */
  public static SASLInitialResponse decode(ByteBuf body) {
    SASLInitialResponse message =
        new SASLInitialResponse(Wire.readString(body), Wire.readValue(body));
    Wire.requireEnd(body);
    return message;
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, FrontendType.PASSWORD.code());
    Wire.writeString(out, mechanism);
    Wire.writeValue(out, response);
    Wire.end(out, start);
  }
}
