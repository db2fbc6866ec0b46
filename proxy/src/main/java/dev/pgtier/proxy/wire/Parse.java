package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Parse (F): prepare {@code sql} under {@code name}; "" names the unnamed statement.
 *
 * @param parameterTypes OIDs, 0 where the server shall infer; may be fewer than the parameters
 */
public record Parse(String name, String sql, List<Integer> parameterTypes)
    implements FrontendMessage {
  public Parse {
    parameterTypes = List.copyOf(parameterTypes);
  }

  static Parse decode(ByteBuf body) {
    return new Parse(Wire.readString(body), Wire.readString(body), Wire.readInt32s(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, FrontendType.PARSE.code());
    Wire.writeString(out, name);
    Wire.writeString(out, sql);
    Wire.writeInt32s(out, parameterTypes);
    Wire.end(out, start);
  }
}
