package dev.pgtier.policies.redact;

import dev.pgtier.parser.lexer.TokenKind;
import dev.pgtier.policies.redact.Tokens.One;
import java.util.List;
import java.util.Set;

/** Which constants belong to a name that says that it is a secret's. */
final class Operands {
  /** Words that compare, or give. */
  private static final Set<String> COMPARING =
      Set.of("to", "in", "like", "ilike", "similar", "is", "not", "between", "any", "all");

  /** Words with which another part of a statement begins. */
  private static final Set<String> ENDS =
      Set.of(
          "and",
          "or",
          "as",
          "where",
          "from",
          "returning",
          "group",
          "order",
          "limit",
          "offset",
          "union",
          "except",
          "intersect",
          "having",
          "then",
          "else",
          "end",
          "when",
          "on",
          "using",
          "join",
          "left",
          "right",
          "inner",
          "cross",
          "full",
          "select",
          "set",
          "values",
          "window",
          "loop",
          "for",
          "fetch",
          "options",
          "valid",
          "with");

  /** Words of a type, behind the first. */
  private static final Set<String> OF_TYPES =
      Set.of("varying", "precision", "with", "without", "time", "zone", "constant", "not", "null");

  /** A declaration's words between its name and its value. */
  private static final int DECLARATION = 12;

  /** A table has no more columns (manual, "PostgreSQL Limits"). */
  private static final int COLUMNS = 1_600;

  /** How many names or parentheses are looked over before a name. */
  private static final int QUALIFIERS = 64;

  private final Tokens tokens;
  private final List<One> code;

  /** Up to which token operands are marked already. */
  private int operandEnd;

  Operands(Tokens tokens, List<One> code) {
    this.tokens = tokens;
    this.code = code;
  }

  /** Marks what is given to the name at {@code i}, or compared with it on either side. */
  void mark(int i) {
    after(i);
    before(i);
  }

  /** As {@link #mark}, of what stands behind the name alone. */
  void after(int i) {
    int at = i + 1;
    if (isConstant(at)) {
      list(at);
      return;
    }
    at = behindCasts(at);
    int comparing = at;
    while (compares(at)) {
      at++;
      if (isWord(at, "distinct") && isWord(at + 1, "from")) {
        at += 2;
      }
    }
    if (at > comparing) {
      operand(at, at == comparing + 1 && gives(comparing));
    } else {
      declared(at);
    }
  }

  /** {@code password text := 'x'}. */
  private void declared(int from) {
    for (int at = from; at < code.size() && at < from + DECLARATION; at++) {
      One token = code.get(at);
      if (token.kind == TokenKind.COLON_EQUALS) {
        operand(at + 1, true);
        return;
      }
      boolean ofType =
          (token.isName() && !ENDS.contains(token.content))
              || token.kind == TokenKind.INTEGER
              || isCharacter(at, '(')
              || isCharacter(at, ')')
              || isCharacter(at, '.');
      if (!ofType) {
        return;
      }
    }
  }

  /** Marks {@code 'x', 'y'}. */
  private void list(int from) {
    int at = from;
    while (isConstant(at)) {
      tokens.redact(code.get(at));
      at += isCharacter(at + 1, ',') ? 2 : 1;
    }
  }

  /** Marks the constants of an expression, whatever is made of them. */
  private void operand(int from, boolean numbers) {
    if (from < operandEnd) {
      return;
    }
    int nested = 0;
    for (int at = from; at < code.size(); at++) {
      operandEnd = at + 1;
      One token = code.get(at);
      if (isCharacter(at, '(') || isCharacter(at, '[')) {
        nested++;
      } else if (isCharacter(at, ')') || isCharacter(at, ']')) {
        if (--nested < 0) {
          return;
        }
      } else if (isCharacter(at, ';') || (nested == 0 && (isLastOfList(at) || isEnd(token)))) {
        return;
      } else if (token.kind.isConstant() && (numbers || !isNumber(token))) {
        tokens.redact(token);
      }
    }
  }

  private boolean isLastOfList(int comma) {
    return isCharacter(comma, ',') && !isConstant(comma + 1);
  }

  private static boolean isEnd(One token) {
    return token.kind == TokenKind.KEYWORD && ENDS.contains(token.content);
  }

  /** {@code 'x' = lower(u.password)} and {@code 'x' AS password}. */
  private void before(int i) {
    int at = beforeQualifiers(i);
    int least = at - QUALIFIERS;
    while (at > least
        && (isCharacter(at, '(')
            || (at >= 0 && code.get(at).isName() && isCharacter(at + 1, '(')))) {
      at--;
    }
    boolean compared = at > 0 && (isWord(at, "as") || (compares(at) && !gives(at, "to")));
    if (!compared) {
      return;
    }
    at--;
    while (at > 0
        && (isCharacter(at, ')')
            || (code.get(at).isName() && code.get(at - 1).kind == TokenKind.TYPECAST)
            || code.get(at).kind == TokenKind.TYPECAST)) {
      at--;
    }
    if (isConstant(at) && !isNumber(code.get(at))) {
      tokens.redact(code.get(at));
    }
  }

  /** The token before {@code schema.table.name}, of which the name stands at {@code i}. */
  int beforeQualifiers(int i) {
    int at = i - 1;
    while (at > i - QUALIFIERS && isCharacter(at, '.')) {
      at -= 2;
    }
    return at;
  }

  private boolean gives(int i, String word) {
    return isWord(i, word) || code.get(i).kind == TokenKind.EQUALS_GREATER;
  }

  /** Marks the item that a secret column of {@code (a, password)} is given by what follows. */
  void columns(int i) {
    int open = beforeQualifiers(i);
    int position = 0;
    while (isCharacter(open, ',') && open > 0 && position < COLUMNS) {
      if (!code.get(open - 1).isName()) {
        return;
      }
      open = beforeQualifiers(open - 1);
      position++;
    }
    if (!isCharacter(open, '(')) {
      return;
    }
    int close = i + 1;
    while (close < code.size()
        && close < i + 2 * COLUMNS
        && (code.get(close).isName() || isCharacter(close, ','))) {
      close++;
    }
    if (!isCharacter(close, ')')) {
      return;
    }
    int at = close + 1;
    if (isWord(at, "overriding")) {
      at += 3;
    }
    if (isWord(at, "select")) {
      item(at, position);
      return;
    }
    if (isWord(at, "values") || tokens.assigns(at, code)) {
      at++;
      at += isWord(at, "row") ? 1 : 0;
      while (isCharacter(at, '(')) {
        at = item(at, position) + 1;
        at += isCharacter(at, ',') ? 1 : 0;
      }
    }
  }

  /**
   * Marks the constants of one item of a list.
   *
   * @param open what stands before the first item
   * @return where the list ends
   */
  private int item(int open, int position) {
    int nested = 0;
    int item = 0;
    int at = open + 1;
    for (; at < code.size(); at++) {
      One token = code.get(at);
      if (isCharacter(at, '(') || isCharacter(at, '[')) {
        nested++;
      } else if (isCharacter(at, ')') || isCharacter(at, ']')) {
        if (--nested < 0) {
          return at;
        }
      } else if (isCharacter(at, ';') || (nested == 0 && isWord(at, "from"))) {
        return at;
      } else if (nested == 0 && isCharacter(at, ',')) {
        item++;
      } else if (item == position && token.kind.isConstant()) {
        tokens.redact(token);
      }
    }
    return at;
  }

  private int behindCasts(int from) {
    int at = from;
    while (at < from + QUALIFIERS
        && (isCharacter(at, ')')
            || (at < code.size() && code.get(at).kind == TokenKind.TYPECAST))) {
      boolean cast = !isCharacter(at, ')');
      at++;
      while (cast && at < code.size() && code.get(at).isName() && !compares(at)) {
        at += isCharacter(at + 1, '.') ? 2 : 1;
        cast = at < code.size() && OF_TYPES.contains(String.valueOf(code.get(at).content));
      }
    }
    return at;
  }

  private boolean compares(int i) {
    if (i < 0 || i >= code.size()) {
      return false;
    }
    One token = code.get(i);
    return switch (token.kind) {
      case OPERATOR, COLON_EQUALS, EQUALS_GREATER, LESS_EQUALS, GREATER_EQUALS, NOT_EQUALS -> true;
      case CHARACTER -> isCharacter(i, '=') || isCharacter(i, '<') || isCharacter(i, '>');
      case KEYWORD -> COMPARING.contains(token.content);
      default -> false;
    };
  }

  /** Whether what follows is all that the name is given. */
  private boolean gives(int i) {
    return tokens.assigns(code.get(i)) || isWord(i, "to");
  }

  private boolean isConstant(int i) {
    return i >= 0 && i < code.size() && code.get(i).kind.isConstant();
  }

  private static boolean isNumber(One token) {
    return token.kind == TokenKind.INTEGER || token.kind == TokenKind.FLOAT;
  }

  private boolean isCharacter(int i, char c) {
    return i >= 0 && i < code.size() && tokens.isCharacter(code.get(i), c);
  }

  private boolean isWord(int i, String word) {
    return i >= 0 && i < code.size() && code.get(i).isWord(word);
  }
}
