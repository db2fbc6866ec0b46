package dev.pgtier.parser.lexer;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;

class SipHashTest {
  private static final ShapeKey KEY = new ShapeKey(0x0706050403020100L, 0x0F0E0D0C0B0A0908L);

  /**
   * The vectors of the reference implementation: line n is the hash of the bytes 0 to n - 1 under
   * the key of the bytes 0 to 15.
   */
  @Test
  void isTheReferenceImplementation() throws IOException {
    List<String> vectors = vectors();
    assertThat(vectors).hasSize(64);
    for (int length = 0; length < vectors.size(); length++) {
      assertThat(hash(length, 0)).describedAs("%s bytes", length).isEqualTo(vectors.get(length));
    }
  }

  @Test
  void isTheSameInSeveralSteps() throws IOException {
    List<String> vectors = vectors();
    for (int length = 0; length < vectors.size(); length++) {
      for (int first = 0; first <= length; first += SipHash.BLOCK) {
        assertThat(hash(length, first)).isEqualTo(vectors.get(length));
      }
    }
  }

  private static String hash(int length, int first) {
    byte[] input = new byte[length];
    for (int i = 0; i < length; i++) {
      input[i] = (byte) i;
    }
    SipHash hash = new SipHash();
    hash.begin(KEY);
    hash.update(input, first);
    byte[] rest = new byte[length - first];
    System.arraycopy(input, first, rest, 0, rest.length);
    hash.finish(rest, rest.length);
    ByteBuffer result = ByteBuffer.allocate(16).order(ByteOrder.LITTLE_ENDIAN);
    result.putLong(hash.high()).putLong(hash.low());
    return HexFormat.of().formatHex(result.array());
  }

  private static List<String> vectors() throws IOException {
    try (InputStream file = SipHashTest.class.getResourceAsStream("/siphash-2-4-128.txt")) {
      String all = new String(Objects.requireNonNull(file).readAllBytes(), StandardCharsets.UTF_8);
      return all.lines().toList();
    }
  }
}
