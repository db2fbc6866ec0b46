package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * DataRow (B): one row. A relay forwards it; decoding copies all of it.
 *
 * @param values empty is null
 */
public record DataRow(List<Optional<Bytes>> values) implements BackendMessage {
  public DataRow {
    values = List.copyOf(values);
  }

  static DataRow decode(ByteBuf body) {
    int count = Wire.readCount(body);
    List<Optional<Bytes>> values = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      values.add(Wire.readValue(body));
    }
    return new DataRow(values);
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, BackendType.DATA_ROW.code());
    Wire.writeCount(out, values.size());
    values.forEach(value -> Wire.writeValue(out, value));
    Wire.end(out, start);
  }
}
