package dev.pgtier.parser.lexer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * The stream of bytes that a shape is the hash of. Each token is a mark and what the mark says that
 * follows; names and words end in a zero byte, which none can hold. So two streams are equal only
 * if their tokens are. The numbers are part of every stable shape.
 */
final class Marks {
  static final byte NAME = 1;
  static final byte WORD = 2;
  static final byte OPERATOR = 3;
  static final byte CHARACTER = 4;
  static final byte PARAMETER = 5;
  static final byte INTEGER = 6;
  static final byte FLOAT = 7;
  static final byte STRING = 8;
  static final byte BIT_STRING = 9;
  static final byte HEX_STRING = 10;
  static final byte TYPECAST = 11;
  static final byte DOT_DOT = 12;
  static final byte COLON_EQUALS = 13;
  static final byte EQUALS_GREATER = 14;
  static final byte LESS_EQUALS = 15;
  static final byte GREATER_EQUALS = 16;
  static final byte NOT_EQUALS = 17;

  /** A list of constants; the mark of their kind follows. */
  static final byte LIST = 18;

  /** An integer that stays in the shape; four bytes follow. */
  static final byte KEPT_INTEGER = 19;

  /** What follows cannot be read. */
  static final byte ERROR = 20;

  /** More than any token takes: a mark, an operator or name of 63 bytes, a zero byte. */
  private static final int ROOM = 128;

  private static final long EACH = 0x0101010101010101L;
  private static final long HIGHEST = 0x8080808080808080L;
  private static final VarHandle INTS =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.LITTLE_ENDIAN);
  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private final SipHash hash = new SipHash();
  private final byte[] buffer = new byte[1024];
  private int filled;

  void begin(ShapeKey key) {
    hash.begin(key);
    filled = 0;
  }

  void mark(byte mark) {
    buffer[filled++] = mark;
    flush();
  }

  void character(int c) {
    buffer[filled] = CHARACTER;
    buffer[filled + 1] = (byte) c;
    filled += 2;
    flush();
  }

  void number(byte mark, int number) {
    buffer[filled] = mark;
    INTS.set(buffer, filled + 1, number);
    filled += 1 + Integer.BYTES;
    flush();
  }

  void text(byte mark, byte[] bytes, int start, int length) {
    buffer[filled] = mark;
    System.arraycopy(bytes, start, buffer, filled + 1, length);
    buffer[filled + 1 + length] = 0;
    filled += 2 + length;
    flush();
  }

  /** A name of which capital letters are still to be made small. */
  void foldedName(byte[] bytes, int start, int length) {
    int to = filled + 1;
    buffer[filled] = NAME;
    int at = 0;
    while (at < length && start + at + SipHash.BLOCK <= bytes.length) {
      LONGS.set(buffer, to + at, lower((long) LONGS.get(bytes, start + at)));
      at += SipHash.BLOCK;
    }
    while (at < length) {
      buffer[to + at] = Characters.lower(bytes[start + at]);
      at++;
    }
    buffer[to + length] = 0;
    filled = to + length + 1;
    flush();
  }

  /**
   * Eight bytes at once: adding what is missing to 0x80 sets a byte's highest bit if it is not
   * below A, or is above Z.
   */
  static long lower(long eight) {
    long low = eight & ~HIGHEST;
    long fromA = low + EACH * (0x80 - 'A');
    long aboveZ = low + EACH * (0x7F - 'Z');
    long capital = (fromA ^ aboveZ) & ~eight & HIGHEST;
    return eight | (capital >>> 2);
  }

  SipHash finish() {
    hash.finish(buffer, filled);
    return hash;
  }

  private void flush() {
    if (filled > buffer.length - ROOM) {
      int whole = filled & -SipHash.BLOCK;
      hash.update(buffer, whole);
      filled -= whole;
      System.arraycopy(buffer, whole, buffer, 0, filled);
    }
  }

  /** The mark of a constant of this kind, or 0 for any other token. */
  static byte constant(TokenKind kind) {
    return switch (kind) {
      case INTEGER -> INTEGER;
      case FLOAT -> FLOAT;
      case STRING, UNICODE_STRING -> STRING;
      case BIT_STRING -> BIT_STRING;
      case HEX_STRING -> HEX_STRING;
      default -> 0;
    };
  }
}
