package dev.pgtier.parser;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/**
 * The JSON that libpg_query writes, token by token: no white space between tokens, integers only.
 * Anything else is an {@link IllegalStateException}.
 */
final class JsonScanner {
  private final byte[] json;
  private int at;

  JsonScanner(byte[] json) {
    this.json = json;
  }

  void expect(char c) {
    if (!accept(c)) {
      throw malformed();
    }
  }

  boolean accept(char c) {
    if (at < json.length && json[at] == c) {
      at++;
      return true;
    }
    return false;
  }

  void end() {
    if (at != json.length) {
      throw malformed();
    }
  }

  /** A member's name: the string of {@code names} where it is one of them. */
  String name(Names names) {
    if (at < json.length && json[at] == '"') {
      int start = at + 1;
      int end = start;
      while (end < json.length && json[end] != '"') {
        end++;
      }
      String name = names.find(json, start, end);
      if (name != null && end < json.length) {
        at = end + 1;
        return name;
      }
    }
    return string();
  }

  String string() {
    expect('"');
    int start = at;
    boolean ascii = true;
    while (at < json.length && json[at] != '"' && json[at] != '\\') {
      ascii &= json[at++] >= 0;
    }
    if (at < json.length && json[at] == '"') {
      var charset = ascii ? StandardCharsets.ISO_8859_1 : StandardCharsets.UTF_8;
      return new String(json, start, at++ - start, charset);
    }
    return escaped(start);
  }

  private String escaped(int start) {
    byte[] text = new byte[json.length - start];
    int length = at - start;
    System.arraycopy(json, start, text, 0, length);
    while (at < json.length && json[at] != '"') {
      byte b = json[at++];
      if (b == '\\') {
        for (byte decoded : escape()) {
          text[length++] = decoded;
        }
      } else {
        text[length++] = b;
      }
    }
    expect('"');
    return new String(text, 0, length, StandardCharsets.UTF_8);
  }

  private byte[] escape() {
    int c = at < json.length ? json[at++] : -1;
    int decoded =
        switch (c) {
          case 'b' -> '\b';
          case 'f' -> '\f';
          case 'n' -> '\n';
          case 'r' -> '\r';
          case 't' -> '\t';
          case '"', '\\', '/' -> c;
          case 'u' -> hexadecimal();
          default -> throw malformed();
        };
    return Character.toString(decoded).getBytes(StandardCharsets.UTF_8);
  }

  private int hexadecimal() {
    if (at + 4 > json.length) {
      throw malformed();
    }
    int code = 0;
    for (int i = 0; i < 4; i++) {
      int digit = Character.digit(json[at++], 16);
      if (digit < 0) {
        throw malformed();
      }
      code = code * 16 + digit;
    }
    return code;
  }

  long number() {
    int start = at;
    boolean negative = accept('-');
    long value = 0;
    int digits = 0;
    while (at < json.length && json[at] >= '0' && json[at] <= '9' && digits++ < 18) {
      value = value * 10 + (json[at++] - '0');
    }
    if (digits == 0 || digits > 18) {
      at = start;
      throw malformed();
    }
    return negative ? -value : value;
  }

  boolean flag() {
    if (word("true")) {
      return true;
    } else if (word("false")) {
      return false;
    }
    throw malformed();
  }

  private boolean word(String word) {
    byte[] bytes = word.getBytes(StandardCharsets.US_ASCII);
    if (at + bytes.length <= json.length
        && Arrays.equals(json, at, at + bytes.length, bytes, 0, bytes.length)) {
      at += bytes.length;
      return true;
    }
    return false;
  }

  private IllegalStateException malformed() {
    return new IllegalStateException("libpg_query's JSON is malformed at byte " + at);
  }
}
