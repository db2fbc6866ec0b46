package dev.pgtier.audit.record;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.InstantSource;

/**
 * Makes ULIDs: 48 bits of milliseconds and 80 random bits in 26 letters, so that they sort by time.
 * Within a millisecond the random part counts up. Belongs to one thread.
 */
public final class Ulids {
  public static final int LENGTH = 26;

  private static final byte[] ALPHABET =
      "0123456789ABCDEFGHJKMNPQRSTVWXYZ".getBytes(StandardCharsets.US_ASCII);
  private static final int RANDOM_BYTES = 10;

  private final InstantSource clock;
  private final SecureRandom random;
  private final byte[] letters = new byte[LENGTH];
  private long millis = -1;

  /** The upper 16 of the 80 random bits. */
  private int high;

  private long low;

  public Ulids(InstantSource clock) {
    this.clock = clock;
    this.random = new SecureRandom();
  }

  public String next() {
    long now = clock.millis();
    if (now > millis) {
      millis = now;
      ByteBuffer bits = ByteBuffer.allocate(RANDOM_BYTES);
      random.nextBytes(bits.array());
      // The first bit stays free, so that counting up does not run over.
      high = bits.getShort() & 0x7FFF;
      low = bits.getLong();
    } else if (++low == 0) {
      high++;
    }
    spell();
    return new String(letters, StandardCharsets.US_ASCII);
  }

  private void spell() {
    long time = millis;
    for (int i = 9; i >= 0; i--) {
      letters[i] = ALPHABET[(int) time & 31];
      time >>>= 5;
    }
    long bits = low;
    for (int i = LENGTH - 1; i >= 14; i--) {
      letters[i] = ALPHABET[(int) bits & 31];
      bits >>>= 5;
    }
    bits |= (long) high << 4;
    for (int i = 13; i >= 10; i--) {
      letters[i] = ALPHABET[(int) bits & 31];
      bits >>>= 5;
    }
  }
}
