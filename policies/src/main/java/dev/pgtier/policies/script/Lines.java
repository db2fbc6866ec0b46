package dev.pgtier.policies.script;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Lines and columns of the bytes of a text. */
final class Lines {
  private final byte[] utf8;
  private int[] starts = new int[64];
  private int count;

  Lines(byte[] utf8) {
    this.utf8 = utf8;
    add(0);
    for (int i = 0; i < utf8.length; i++) {
      if (utf8[i] == '\n') {
        add(i + 1);
      }
    }
  }

  private void add(int start) {
    if (count == starts.length) {
      starts = Arrays.copyOf(starts, count * 2);
    }
    starts[count++] = start;
  }

  /** The line of a byte, from 1. */
  int line(int position) {
    int found = Arrays.binarySearch(starts, 0, count, position);
    return found >= 0 ? found + 1 : -found - 1;
  }

  /** The column of a byte, in characters from 1. */
  int column(int position) {
    int start = starts[line(position) - 1];
    String before = new String(utf8, start, position - start, StandardCharsets.UTF_8);
    return before.codePointCount(0, before.length()) + 1;
  }

  /** The first byte of a line. */
  int start(int line) {
    return starts[line - 1];
  }

  /** The first byte after the line that this byte is in. */
  int next(int position) {
    int line = line(position);
    return line < count ? starts[line] : utf8.length;
  }

  ScriptMistake mistake(int position, String message) {
    return new ScriptMistake(line(position), column(position), message);
  }
}
