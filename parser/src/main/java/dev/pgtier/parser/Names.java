package dev.pgtier.parser;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Collection;

/**
 * Node types' and fields' names as they stand in JSON, each as the one string that {@link Grammar}
 * has, so that reading a name makes no garbage and comparing it takes no time. A hash table that is
 * never more than half full.
 */
final class Names {
  private final byte[][] keys;
  private final String[] names;

  Names(Collection<String> all) {
    int size = 2 * Integer.highestOneBit(2 * Math.max(1, all.size()));
    keys = new byte[size][];
    names = new String[size];
    for (String name : all) {
      byte[] key = name.getBytes(StandardCharsets.US_ASCII);
      int slot = slot(key, 0, key.length);
      if (keys[slot] == null) {
        keys[slot] = key;
        names[slot] = name;
      }
    }
  }

  /** The name that is spelled in these bytes; null if there is none. */
  String find(byte[] text, int from, int to) {
    return names[slot(text, from, to)];
  }

  /** Where the name is, or else belongs. */
  private int slot(byte[] text, int from, int to) {
    int hash = to - from;
    for (int i = from; i < to; i++) {
      hash = 31 * hash + text[i];
    }
    int slot = (hash ^ (hash >>> 15)) & (keys.length - 1);
    while (keys[slot] != null && !Arrays.equals(keys[slot], 0, keys[slot].length, text, from, to)) {
      slot = (slot + 1) & (keys.length - 1);
    }
    return slot;
  }
}
