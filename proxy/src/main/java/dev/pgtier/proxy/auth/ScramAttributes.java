package dev.pgtier.proxy.auth;

import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.ProtocolViolation;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * A SCRAM message of a client, read from left to right (RFC 5802, section 7), with the errors that
 * PostgreSQL gives.
 */
final class ScramAttributes {
  private static final char END = '\0';

  private final String text;
  private int position;

  private ScramAttributes(String text) {
    this.text = text;
  }

  static ScramAttributes of(Bytes message) {
    if (message.length() == 0) {
      throw malformed("The message is empty.");
    }
    String text;
    try {
      text =
          StandardCharsets.UTF_8
              .newDecoder()
              .decode(ByteBuffer.wrap(message.toByteArray()))
              .toString();
    } catch (CharacterCodingException e) {
      throw malformed("The message is not valid UTF-8.");
    }
    if (text.indexOf(END) >= 0) {
      throw malformed("Message length does not match input length.");
    }
    return new ScramAttributes(text);
  }

  static ProtocolViolation malformed(String detail) {
    return new ProtocolViolation(
        ProtocolViolation.PROTOCOL_VIOLATION, "malformed SCRAM message", detail);
  }

  /** The next character, {@code NUL} at the end. */
  char peek() {
    return position < text.length() ? text.charAt(position) : END;
  }

  boolean atEnd() {
    return position >= text.length();
  }

  int position() {
    return position;
  }

  /** What lies before {@code end}. */
  String before(int end) {
    return text.substring(0, end);
  }

  String rest() {
    return text.substring(position);
  }

  void skip() {
    position++;
  }

  void skipComma() {
    if (peek() != ',') {
      throw malformed("Comma expected, but found character \"" + shown(peek()) + "\".");
    }
    position++;
  }

  /** The value of {@code name}, which must come next, and past the comma behind it. */
  String value(char name) {
    if (peek() != name) {
      throw malformed("Expected attribute \"" + name + "\" but found \"" + shown(peek()) + "\".");
    }
    return anyValue();
  }

  /** The value of whatever attribute comes next. */
  String anyValue() {
    char name = peek();
    if (atEnd()) {
      throw malformed("Attribute expected, but found end of string.");
    }
    if (!(name >= 'A' && name <= 'Z') && !(name >= 'a' && name <= 'z')) {
      throw malformed("Attribute expected, but found invalid character \"" + shown(name) + "\".");
    }
    position++;
    if (peek() != '=') {
      throw malformed("Expected character \"=\" for attribute \"" + name + "\".");
    }
    position++;
    int end = text.indexOf(',', position);
    String value = text.substring(position, end < 0 ? text.length() : end);
    position = end < 0 ? text.length() : end + 1;
    return value;
  }

  /** Safe to send back: a character as it is, or its code where it would not show. */
  static String shown(char c) {
    return isPrintable(c) ? "'" + c + "'" : String.format("0x%02x", (int) c);
  }

  static boolean isPrintable(char c) {
    return c >= 0x21 && c <= 0x7E;
  }
}
