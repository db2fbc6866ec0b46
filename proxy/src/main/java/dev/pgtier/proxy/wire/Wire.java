package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/**
 * The data types of the manual's "Message Data Types", read and written. Whatever is read wrongly
 * throws {@link ProtocolViolation} as the functions of PostgreSQL's {@code pqformat.c} would.
 */
final class Wire {
  private static final int NULL_LENGTH = -1;
  private static final char REPLACEMENT = '\uFFFD';

  private Wire() {}

  /** Starts a frame; the result goes to {@link #end}. */
  static int begin(ByteBuf out, byte type) {
    out.writeByte(type);
    return begin(out);
  }

  /** Starts a frame without a type, as the first ones of a connection are. */
  static int begin(ByteBuf out) {
    int start = out.writerIndex();
    out.writeInt(0);
    return start;
  }

  /** Fills in the length, which counts itself and not the type. */
  static void end(ByteBuf out, int start) {
    out.setInt(start, out.writerIndex() - start);
  }

  static void writeEmpty(ByteBuf out, byte type) {
    end(out, begin(out, type));
  }

  static byte readByte(ByteBuf body) {
    if (!body.isReadable()) {
      throw new ProtocolViolation("no data left in message");
    }
    return body.readByte();
  }

  /** Signed. */
  static short readInt16(ByteBuf body) {
    require(body, 2);
    return body.readShort();
  }

  /** A number of things, 0 to 65535: the server reads its Int16 as unsigned. */
  static int readCount(ByteBuf body) {
    require(body, 2);
    return body.readUnsignedShort();
  }

  static int readInt32(ByteBuf body) {
    require(body, 4);
    return body.readInt();
  }

  /** A count and so many Int16. */
  static List<Integer> readInt16s(ByteBuf body) {
    int count = readCount(body);
    require(body, 2 * count);
    List<Integer> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add((int) body.readShort());
    }
    return List.copyOf(values);
  }

  /** A count and so many Int32. */
  static List<Integer> readInt32s(ByteBuf body) {
    int count = readCount(body);
    require(body, 4 * count);
    List<Integer> values = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      values.add(body.readInt());
    }
    return List.copyOf(values);
  }

  /** A NUL-terminated string of a client, strictly UTF-8. */
  static String readString(ByteBuf body) {
    int start = body.readerIndex();
    String text = readServerString(body);
    if (text.indexOf(REPLACEMENT) >= 0) {
      requireUtf8(body.nioBuffer(start, body.readerIndex() - 1 - start));
    }
    return text;
  }

  /**
   * A NUL-terminated string of a server, with U+FFFD for what is not UTF-8: a database whose
   * encoding is SQL_ASCII sends names and messages as they were stored.
   */
  static String readServerString(ByteBuf body) {
    int length = body.bytesBefore((byte) 0);
    if (length < 0) {
      throw ProtocolViolation.invalidString();
    }
    String text = body.toString(body.readerIndex(), length, StandardCharsets.UTF_8);
    body.skipBytes(length + 1);
    return text;
  }

  static Bytes readBytes(ByteBuf body, int length) {
    require(body, length);
    return Bytes.read(body, length);
  }

  static Bytes readRest(ByteBuf body) {
    return Bytes.read(body, body.readableBytes());
  }

  /** A length and so many bytes; empty is SQL's null. */
  static Optional<Bytes> readValue(ByteBuf body) {
    int length = readInt32(body);
    return length == NULL_LENGTH ? Optional.empty() : Optional.of(readBytes(body, length));
  }

  static void writeCount(ByteBuf out, int count) {
    if (count < 0 || count > 0xFFFF) {
      throw new IllegalArgumentException(count + " does not fit an Int16");
    }
    out.writeShort(count);
  }

  static void writeInt16s(ByteBuf out, List<Integer> values) {
    writeCount(out, values.size());
    for (int value : values) {
      out.writeShort(value);
    }
  }

  static void writeInt32s(ByteBuf out, List<Integer> values) {
    writeCount(out, values.size());
    for (int value : values) {
      out.writeInt(value);
    }
  }

  /**
   * Writes {@code text} and a NUL.
   *
   * @throws IllegalArgumentException if a NUL is in it: the rest would be read as the next field
   */
  static void writeString(ByteBuf out, String text) {
    if (text.indexOf('\0') >= 0) {
      throw new IllegalArgumentException("a string of the protocol cannot hold a NUL");
    }
    ByteBufUtil.writeUtf8(out, text);
    out.writeByte(0);
  }

  static void writeValue(ByteBuf out, Optional<Bytes> value) {
    out.writeInt(value.map(Bytes::length).orElse(NULL_LENGTH));
    value.ifPresent(bytes -> bytes.writeTo(out));
  }

  /** Everything was read. */
  static void requireEnd(ByteBuf body) {
    if (body.isReadable()) {
      throw ProtocolViolation.invalidFormat();
    }
  }

  private static void require(ByteBuf body, int length) {
    if (length < 0 || length > body.readableBytes()) {
      throw ProtocolViolation.insufficientData();
    }
  }

  private static void requireUtf8(ByteBuffer text) {
    try {
      StandardCharsets.UTF_8.newDecoder().decode(text);
    } catch (CharacterCodingException e) {
      throw new ProtocolViolation(
          ProtocolViolation.CHARACTER_NOT_IN_REPERTOIRE,
          "invalid byte sequence for encoding \"UTF8\": " + firstBad(text));
    }
  }

  /** The decoder stopped before them: as many bytes as the first of them announces. */
  private static String firstBad(ByteBuffer text) {
    int first = text.get(text.position()) & 0xFF;
    int announced = first >= 0xF8 || first < 0xC0 ? 1 : first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
    StringJoiner bytes = new StringJoiner(" ");
    for (int left = Math.min(announced, text.remaining()); left > 0; left--) {
      bytes.add(String.format("0x%02x", text.get() & 0xFF));
    }
    return bytes.toString();
  }
}
