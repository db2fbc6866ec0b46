package dev.pgtier.parser.lexer;

/**
 * Holds back the constants of an IN list until it is known whether they are all of one kind up to
 * the closing parenthesis; then one mark stands for all of them, else all are written.
 */
final class InList {
  private final Marks marks;
  private boolean open;
  private boolean afterComma;
  private byte constants;
  private int count;

  InList(Marks marks) {
    this.marks = marks;
  }

  void reset() {
    open = false;
  }

  /** What follows is the first token after the opening parenthesis. */
  void begin() {
    open = true;
    afterComma = true;
    constants = 0;
    count = 0;
  }

  /**
   * Whether the token is held back; if not, everything that was held back has been written, and the
   * token is still to be.
   */
  boolean holds(TokenKind kind, int character) {
    if (!open) {
      return false;
    }
    byte mark = Marks.constant(kind);
    if (mark != 0 && afterComma && (count == 0 || mark == constants)) {
      constants = mark;
      count++;
      afterComma = false;
      return true;
    }
    boolean isCharacter = kind == TokenKind.CHARACTER;
    if (isCharacter && character == ',' && !afterComma) {
      afterComma = true;
      return true;
    }
    open = false;
    if (isCharacter && character == ')' && !afterComma) {
      marks.mark(Marks.LIST);
      marks.mark(constants);
    } else {
      writeAll();
    }
    return false;
  }

  private void writeAll() {
    for (int i = 0; i < count; i++) {
      marks.mark(constants);
      if (i < count - 1 || afterComma) {
        marks.character(',');
      }
    }
  }
}
