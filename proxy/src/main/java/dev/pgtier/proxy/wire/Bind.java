package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Bind (F): make {@code portal} of the statement {@code statement} and values for its parameters;
 * "" names the unnamed one of either.
 *
 * @param parameterFormats 0 text, 1 binary: none (all text), one for all, or one each
 * @param parameters empty is null
 * @param resultFormats none, one for all, or one each column
 */
public record Bind(
    String portal,
    String statement,
    List<Integer> parameterFormats,
    List<Optional<Bytes>> parameters,
    List<Integer> resultFormats)
    implements FrontendMessage {
  public Bind {
    parameterFormats = List.copyOf(parameterFormats);
    parameters = List.copyOf(parameters);
    resultFormats = List.copyOf(resultFormats);
  }

  static Bind decode(ByteBuf body) {
    String portal = Wire.readString(body);
    String statement = Wire.readString(body);
    List<Integer> formats = Wire.readInt16s(body);
    int count = Wire.readCount(body);
    if (formats.size() > 1 && formats.size() != count) {
      throw new ProtocolViolation(
          "bind message has " + formats.size() + " parameter formats but " + count + " parameters");
    }
    List<Optional<Bytes>> parameters = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      parameters.add(Wire.readValue(body));
    }
    return new Bind(portal, statement, formats, parameters, Wire.readInt16s(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, FrontendType.BIND.code());
    Wire.writeString(out, portal);
    Wire.writeString(out, statement);
    Wire.writeInt16s(out, parameterFormats);
    Wire.writeCount(out, parameters.size());
    parameters.forEach(value -> Wire.writeValue(out, value));
    Wire.writeInt16s(out, resultFormats);
    Wire.end(out, start);
  }
}
