package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.Optional;

/**
 * FunctionCallResponse (B).
 *
 * @param value empty is null
 */
public record FunctionCallResponse(Optional<Bytes> value) implements BackendMessage {
  static FunctionCallResponse decode(ByteBuf body) {
    return new FunctionCallResponse(Wire.readValue(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, BackendType.FUNCTION_CALL_RESPONSE.code());
    Wire.writeValue(out, value);
    Wire.end(out, start);
  }
}
