package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * ParameterDescription (B): the parameters of a described statement.
 *
 * @param types OIDs
 */
public record ParameterDescription(List<Integer> types) implements BackendMessage {
  public ParameterDescription {
    types = List.copyOf(types);
  }

  static ParameterDescription decode(ByteBuf body) {
    return new ParameterDescription(Wire.readInt32s(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, BackendType.PARAMETER_DESCRIPTION.code());
    Wire.writeInt32s(out, types);
    Wire.end(out, start);
  }
}
