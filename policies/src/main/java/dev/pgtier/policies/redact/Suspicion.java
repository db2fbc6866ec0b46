package dev.pgtier.policies.redact;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** A quick look whether a text could hold a secret at all; most do not, and cost no more. */
final class Suspicion {
  private static final byte[][] WORDS = {
    ascii("pass"),
    ascii("pwd"),
    ascii("secret"),
    ascii("token"),
    ascii("credential"),
    ascii("crypt"),
    ascii("hmac"),
    ascii("key"),
    ascii("pw"),
    ascii("bearer"),
    ascii("authorization"),
    ascii("identified"),
    ascii("curl"),
    ascii("eyj"),
    // Letters that are escaped in a URL.
    ascii("%4"),
    ascii("%5"),
    ascii("%6"),
    ascii("%7"),
    ascii("://"),
    ascii("u&"),
    // Escapes in constants could spell any of them.
    ascii("\\")
  };

  /** By a word's first byte. */
  private static final byte[][][] BY_FIRST = new byte[128][][];

  static {
    for (int first = 0; first < BY_FIRST.length; first++) {
      int letter = first;
      BY_FIRST[first] =
          Arrays.stream(WORDS).filter(word -> word[0] == lower(letter)).toArray(byte[][]::new);
    }
  }

  private Suspicion() {}

  static boolean of(byte[] text) {
    for (int at = 0; at < text.length; at++) {
      int first = text[at];
      if (first < 0 || BY_FIRST[first].length == 0) {
        continue;
      }
      for (byte[] word : BY_FIRST[first]) {
        if (stands(text, at, word)) {
          return true;
        }
      }
    }
    return false;
  }

  private static boolean stands(byte[] text, int at, byte[] word) {
    if (at + word.length > text.length) {
      return false;
    }
    for (int i = 0; i < word.length; i++) {
      if (lower(text[at + i]) != word[i]) {
        return false;
      }
    }
    return true;
  }

  private static int lower(int c) {
    return c >= 'A' && c <= 'Z' ? c | 0x20 : c;
  }

  private static byte[] ascii(String word) {
    return word.getBytes(StandardCharsets.US_ASCII);
  }
}
