package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * CopyOutResponse (B): CopyData follows.
 *
 * @param format of the whole: 0 text, 1 binary
 * @param columnFormats one each column
 */
public record CopyOutResponse(int format, List<Integer> columnFormats) implements BackendMessage {
  public CopyOutResponse {
    columnFormats = List.copyOf(columnFormats);
  }

  static CopyOutResponse decode(ByteBuf body) {
    return new CopyOutResponse(Wire.readByte(body), Wire.readInt16s(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, BackendType.COPY_OUT_RESPONSE.code());
    out.writeByte(format);
    Wire.writeInt16s(out, columnFormats);
    Wire.end(out, start);
  }
}
