package dev.pgtier.parser.outliner;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** Writes the WebAssembly binary format's numbers and names. */
final class Binary {
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();

  Binary raw(int b) {
    out.write(b);
    return this;
  }

  Binary raw(byte[] bytes) {
    out.writeBytes(bytes);
    return this;
  }

  Binary unsigned(long value) {
    long rest = value;
    while ((rest & ~0x7FL) != 0) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>>= 7;
    }
    out.write((int) rest);
    return this;
  }

  Binary signed(long value) {
    long rest = value;
    while (rest < -64 || rest > 63) {
      out.write((int) ((rest & 0x7F) | 0x80));
      rest >>= 7;
    }
    out.write((int) (rest & 0x7F));
    return this;
  }

  /** {@code count} bytes, least significant first. */
  Binary littleEndian(long value, int count) {
    for (int i = 0; i < count; i++) {
      out.write((int) (value >> (8 * i)));
    }
    return this;
  }

  Binary name(String name) {
    byte[] bytes = name.getBytes(StandardCharsets.UTF_8);
    return unsigned(bytes.length).raw(bytes);
  }

  /** A length and the bytes of {@code other}. */
  Binary sized(Binary other) {
    return unsigned(other.out.size()).raw(other.bytes());
  }

  byte[] bytes() {
    return out.toByteArray();
  }
}
