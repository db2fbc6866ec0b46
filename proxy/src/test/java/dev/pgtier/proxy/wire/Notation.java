package dev.pgtier.proxy.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Bytes as one would write them on paper: hex digits, and text between single quotes. */
final class Notation {
  private static final Pattern TOKEN = Pattern.compile("'([^']*)'|((?:[0-9A-F]{2})+)|\\s+");

  private Notation() {}

  static byte[] bytes(String notation) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Matcher token = TOKEN.matcher(notation);
    int end = 0;
    while (token.find() && token.start() == end) {
      end = token.end();
      if (token.group(1) != null) {
        bytes.writeBytes(token.group(1).getBytes(StandardCharsets.UTF_8));
      } else if (token.group(2) != null) {
        bytes.writeBytes(HexFormat.of().parseHex(token.group(2)));
      }
    }
    if (end != notation.length()) {
      throw new IllegalArgumentException("not bytes from " + end + " on: " + notation);
    }
    return bytes.toByteArray();
  }
}
