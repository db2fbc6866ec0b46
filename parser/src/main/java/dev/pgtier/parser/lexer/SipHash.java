package dev.pgtier.parser.lexer;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * SipHash-2-4 with 128 bits of output (Aumasson and Bernstein): whoever does not know the key
 * cannot make two inputs of equal hash. The JDK has no keyed hash that is this fast on short
 * inputs.
 */
final class SipHash {
  static final int BLOCK = Long.BYTES;

  private static final VarHandle LONGS =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

  private long v0;
  private long v1;
  private long v2;
  private long v3;
  private long length;
  private long high;
  private long low;

  void begin(ShapeKey key) {
    v0 = key.first() ^ 0x736F6D6570736575L;
    v1 = key.second() ^ 0x646F72616E646F6DL ^ 0xEE;
    v2 = key.first() ^ 0x6C7967656E657261L;
    v3 = key.second() ^ 0x7465646279746573L;
    length = 0;
  }

  /** Takes {@code count} bytes from the start of {@code bytes}, a multiple of {@link #BLOCK}. */
  void update(byte[] bytes, int count) {
    long a = v0;
    long b = v1;
    long c = v2;
    long d = v3;
    for (int at = 0; at < count; at += BLOCK) {
      long block = (long) LONGS.get(bytes, at);
      d ^= block;
      for (int round = 0; round < 2; round++) {
        a += b;
        c += d;
        b = Long.rotateLeft(b, 13) ^ a;
        d = Long.rotateLeft(d, 16) ^ c;
        a = Long.rotateLeft(a, 32) + d;
        c += b;
        b = Long.rotateLeft(b, 17) ^ c;
        d = Long.rotateLeft(d, 21) ^ a;
        c = Long.rotateLeft(c, 32);
      }
      a ^= block;
    }
    v0 = a;
    v1 = b;
    v2 = c;
    v3 = d;
    length += count;
  }

  /**
   * Takes the last {@code count} bytes, however many; afterwards {@link #high} and {@link #low} are
   * the hash.
   */
  void finish(byte[] bytes, int count) {
    int whole = count & -BLOCK;
    update(bytes, whole);
    length += count - whole;
    long block = length << 56;
    for (int i = whole; i < count; i++) {
      block |= (bytes[i] & 0xFFL) << (8 * (i - whole));
    }
    v3 ^= block;
    rounds(2);
    v0 ^= block;
    v2 ^= 0xEE;
    rounds(4);
    high = v0 ^ v1 ^ v2 ^ v3;
    v1 ^= 0xDD;
    rounds(4);
    low = v0 ^ v1 ^ v2 ^ v3;
  }

  /**
   * The first eight bytes of the hash, as the reference implementation writes them, least first.
   */
  long high() {
    return high;
  }

  /** The other eight bytes. */
  long low() {
    return low;
  }

  private void rounds(int count) {
    for (int round = 0; round < count; round++) {
      v0 += v1;
      v2 += v3;
      v1 = Long.rotateLeft(v1, 13) ^ v0;
      v3 = Long.rotateLeft(v3, 16) ^ v2;
      v0 = Long.rotateLeft(v0, 32) + v3;
      v2 += v1;
      v1 = Long.rotateLeft(v1, 17) ^ v2;
      v3 = Long.rotateLeft(v3, 21) ^ v0;
      v2 = Long.rotateLeft(v2, 32);
    }
  }
}
