package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/**
 * NegotiateProtocolVersion (B): not everything that the StartupMessage asked for is known.
 *
 * @param version that will be spoken, as in a StartupMessage: 196608 is 3.0, 196610 is 3.2
 * @param options the {@code _pq_.} options that are not known
 */
public record NegotiateProtocolVersion(int version, List<String> options)
    implements BackendMessage {
  public NegotiateProtocolVersion {
    options = List.copyOf(options);
  }

  static NegotiateProtocolVersion decode(ByteBuf body) {
    int version = Wire.readInt32(body);
    int count = Wire.readInt32(body);
    // Each takes a byte at least: a count that lies ends the loop by insufficient data.
    List<String> options = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      options.add(Wire.readServerString(body));
    }
    return new NegotiateProtocolVersion(version, options);
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, BackendType.NEGOTIATE_PROTOCOL_VERSION.code());
    out.writeInt(version);
    out.writeInt(options.size());
    options.forEach(option -> Wire.writeString(out, option));
    Wire.end(out, start);
  }
}
