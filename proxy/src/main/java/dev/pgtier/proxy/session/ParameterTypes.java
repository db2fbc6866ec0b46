package dev.pgtier.proxy.session;

import io.netty.buffer.ByteBuf;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * Types that a Parse gives its parameters by their numbers, so that its text does not name them.
 */
final class ParameterTypes {
  /** As PostgreSQL numbers what it did not bring itself. */
  private static final long OURS = 16_384;

  private ParameterTypes() {}

  /**
   * Those that PostgreSQL did not bring, each once. What is cut off is the server's to complain of.
   *
   * @param index where their count is
   */
  static List<Long> of(ByteBuf bytes, int index, int length) {
    int count = length < Short.BYTES ? 0 : bytes.getUnsignedShort(index);
    if (count == 0) {
      return List.of();
    }
    Set<Long> types = new LinkedHashSet<>();
    int there = Math.min(count, (length - Short.BYTES) / Integer.BYTES);
    for (int i = 0; i < there; i++) {
      long type = bytes.getUnsignedInt(index + Short.BYTES + i * Integer.BYTES);
      if (type >= OURS) {
        types.add(type);
      }
    }
    return List.copyOf(types);
  }
}
