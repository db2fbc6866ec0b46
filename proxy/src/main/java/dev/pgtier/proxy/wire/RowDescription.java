package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** RowDescription (B): the columns of the rows that follow, or would follow. */
public record RowDescription(List<Column> columns) implements BackendMessage {
  /**
   * One of them.
   *
   * @param table the OID of the table that it is a column of, else 0
   * @param attribute its number in that table, else 0
   * @param type an OID
   * @param typeLength {@code pg_type.typlen}: bytes, negative where it varies
   * @param typeModifier {@code pg_attribute.atttypmod}
   * @param format 0 text, 1 binary; always 0 when a statement was described
   */
  public record Column(
      String name,
      int table,
      int attribute,
      int type,
      int typeLength,
      int typeModifier,
      int format) {}

  public RowDescription {
    columns = List.copyOf(columns);
  }

  static RowDescription decode(ByteBuf body) {
    int count = Wire.readCount(body);
    List<Column> columns = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      columns.add(
          new Column(
              Wire.readServerString(body),
              Wire.readInt32(body),
              Wire.readInt16(body),
              Wire.readInt32(body),
              Wire.readInt16(body),
              Wire.readInt32(body),
              Wire.readInt16(body)));
    }
    return new RowDescription(columns);
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, BackendType.ROW_DESCRIPTION.code());
    Wire.writeCount(out, columns.size());
    for (Column column : columns) {
      Wire.writeString(out, column.name);
      out.writeInt(column.table);
      out.writeShort(column.attribute);
      out.writeInt(column.type);
      out.writeShort(column.typeLength);
      out.writeInt(column.typeModifier);
      out.writeShort(column.format);
    }
    Wire.end(out, start);
  }
}
