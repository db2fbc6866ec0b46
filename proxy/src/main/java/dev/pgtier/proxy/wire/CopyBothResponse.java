package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * CopyBothResponse (B): CopyData goes both ways, as in streaming replication.
 *
 * @param format of the whole: 0 text, 1 binary
 * @param columnFormats one each column
 */
public record CopyBothResponse(int format, List<Integer> columnFormats) implements BackendMessage {
  public CopyBothResponse {
    columnFormats = List.copyOf(columnFormats);
  }

  static CopyBothResponse decode(ByteBuf body) {
    return new CopyBothResponse(Wire.readByte(body), Wire.readInt16s(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, BackendType.COPY_BOTH_RESPONSE.code());
    out.writeByte(format);
    Wire.writeInt16s(out, columnFormats);
    Wire.end(out, start);
  }
}
