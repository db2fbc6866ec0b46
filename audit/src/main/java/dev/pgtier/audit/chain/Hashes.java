package dev.pgtier.audit.chain;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;

/** SHA-256, and hashes as 64 hexadecimal letters. */
public final class Hashes {
  /** How many letters a hash has. */
  public static final int LETTERS = 64;

  /** What stands as the hash before the first record. */
  public static final String NONE = "0".repeat(LETTERS);

  private static final byte[] HEX = "0123456789abcdef".getBytes(StandardCharsets.US_ASCII);

  private Hashes() {}

  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new AssertionError("every Java platform has SHA-256", e);
    }
  }

  /** Spells {@code hash} into {@link #LETTERS} bytes from {@code at}. */
  static void spell(byte[] hash, byte[] out, int at) {
    int to = at;
    for (byte b : hash) {
      out[to++] = HEX[(b >> 4) & 0xF];
      out[to++] = HEX[b & 0xF];
    }
  }

  /** Whether {@link #LETTERS} bytes from {@code at} spell {@code hash}, with small letters. */
  static boolean spells(byte[] text, int at, byte[] hash) {
    int from = at;
    for (byte b : hash) {
      if (text[from] != HEX[(b >> 4) & 0xF] || text[from + 1] != HEX[b & 0xF]) {
        return false;
      }
      from += 2;
    }
    return true;
  }
}
