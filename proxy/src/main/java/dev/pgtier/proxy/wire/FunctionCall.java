package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * FunctionCall (F): call one function without SQL.
 *
 * @param function its OID, unsigned
 * @param argumentFormats 0 text, 1 binary: none (all text), one for all, or one each
 * @param arguments empty is null
 */
public record FunctionCall(
    int function, List<Integer> argumentFormats, List<Optional<Bytes>> arguments, int resultFormat)
    implements FrontendMessage {
  public FunctionCall {
    argumentFormats = List.copyOf(argumentFormats);
    arguments = List.copyOf(arguments);
  }

  static FunctionCall decode(ByteBuf body) {
    int function = Wire.readInt32(body);
    List<Integer> formats = Wire.readInt16s(body);
    int count = Wire.readCount(body);
    if (formats.size() > 1 && formats.size() != count) {
      throw new ProtocolViolation(
          "function call message contains "
              + formats.size()
              + " argument formats but "
              + count
              + " arguments");
    }
    List<Optional<Bytes>> arguments = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      arguments.add(readArgument(body));
    }
    return new FunctionCall(function, formats, arguments, Wire.readInt16(body));
  }

  /** The server words this one apart. */
  private static Optional<Bytes> readArgument(ByteBuf body) {
    if (body.readableBytes() >= 4 && body.getInt(body.readerIndex()) < -1) {
      throw new ProtocolViolation(
          "invalid argument size " + body.readInt() + " in function call message");
    }
    return Wire.readValue(body);
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, FrontendType.FUNCTION_CALL.code());
    out.writeInt(function);
    Wire.writeInt16s(out, argumentFormats);
    Wire.writeCount(out, arguments.size());
    arguments.forEach(value -> Wire.writeValue(out, value));
    out.writeShort(resultFormat);
    Wire.end(out, start);
  }
}
