package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * What ErrorResponse and NoticeResponse carry, in the order in which it is sent; see the manual's
 * "Error and Notice Message Fields".
 */
public record Fields(List<Field> list) {
  public static final char SEVERITY = 'S';
  public static final char SEVERITY_NONLOCALIZED = 'V';
  public static final char SQLSTATE = 'C';
  public static final char MESSAGE = 'M';
  public static final char DETAIL = 'D';
  public static final char HINT = 'H';
  public static final char POSITION = 'P';

  /** One field; unknown codes are kept, as the manual asks. */
  public record Field(char code, String value) {}

  public Fields {
    list = List.copyOf(list);
  }

  /** The four fields that PostgreSQL always sends. */
  public static Fields of(String severity, String sqlState, String message) {
    return new Fields(List.of())
        .with(SEVERITY, severity)
        .with(SEVERITY_NONLOCALIZED, severity)
        .with(SQLSTATE, sqlState)
        .with(MESSAGE, message);
  }

  /** These and one more, at the end. */
  public Fields with(char code, String value) {
    List<Field> more = new ArrayList<>(list);
    more.add(new Field(code, value));
    return new Fields(more);
  }

  /** The first field of that code. */
  public Optional<String> get(char code) {
    return list.stream().filter(field -> field.code == code).map(Field::value).findFirst();
  }

  static Fields decode(ByteBuf body) {
    List<Field> list = new ArrayList<>();
    for (byte code = Wire.readByte(body); code != 0; code = Wire.readByte(body)) {
      list.add(new Field((char) (code & 0xFF), Wire.readServerString(body)));
    }
    return new Fields(list);
  }

  void encode(ByteBuf out) {
    for (Field field : list) {
      out.writeByte(field.code);
      Wire.writeString(out, field.value);
    }
    out.writeByte(0);
  }
}
