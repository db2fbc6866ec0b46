package dev.pgtier.parser.lexer;

import java.util.ArrayList;
import java.util.List;

/**
 * Where a constant stands, in bytes. What a shape leaves out is found again here, by rules that
 * want to see the value.
 *
 * @param kind INTEGER, FLOAT, STRING, BIT_STRING or HEX_STRING
 * @param end the byte after it, and after the UESCAPE that belongs to it
 */
public record Constant(TokenKind kind, int start, int end) {
  /** The constants of a text in their order, up to its end or to where it cannot be read. */
  public static List<Constant> list(byte[] utf8, int offset, int length) {
    List<Constant> constants = new ArrayList<>();
    GrammarTokens tokens = new GrammarTokens();
    tokens.reset(utf8, offset, length);
    TokenKind kind = tokens.next();
    while (kind != TokenKind.END && kind != TokenKind.ERROR) {
      if (kind.isConstant()) {
        constants.add(new Constant(kind, tokens.start(), tokens.end()));
      }
      kind = tokens.next();
    }
    return constants;
  }
}
