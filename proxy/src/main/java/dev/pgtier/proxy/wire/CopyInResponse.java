package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * CopyInResponse (B): the frontend is to send CopyData.
 *
 * @param format of the whole: 0 text, 1 binary
 * @param columnFormats one each column
 */
public record CopyInResponse(int format, List<Integer> columnFormats) implements BackendMessage {
  public CopyInResponse {
    columnFormats = List.copyOf(columnFormats);
  }

  static CopyInResponse decode(ByteBuf body) {
    return new CopyInResponse(Wire.readByte(body), Wire.readInt16s(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, BackendType.COPY_IN_RESPONSE.code());
    out.writeByte(format);
    Wire.writeInt16s(out, columnFormats);
    Wire.end(out, start);
  }
}
