package dev.pgtier.parser.lexer;

/**
 * Takes the {@link Shape} of texts, and what else one pass over them tells. It is reused from text
 * to text, makes no garbage and belongs to one thread.
 */
public final class Shaper {
  /** What {@link #last} is after a name, a constant, a parameter or a closing bracket. */
  private static final int OPERAND = -1;

  private static final int OPENING = -2;

  /** After anything else that is no word, and before the first token. */
  private static final int OTHER = -3;

  private static final int IN = Keywords.number("in");
  private static final int FLOAT = Keywords.number("float");
  private static final int POSITION = Keywords.number("position");
  private static final int CREATE = Keywords.number("create");
  private static final int ALTER = Keywords.number("alter");

  private final ShapeKey key;
  private final GrammarTokens tokens = new GrammarTokens();
  private final Marks marks = new Marks();
  private final InList list = new InList(marks);

  private byte[] text;
  private int count;
  private int statements;
  private boolean parameter;

  /** Which keyword, or else what, stands before the current token, and before that. */
  private int last;

  private int beforeLast;
  private int depth;

  /** Depth within the parentheses of a POSITION, in which IN is no comparison; 0 outside. */
  private int position;

  private boolean inStatement;

  /**
   * Whether the statement may hold an IN that is no comparison: of a partition's values, of an
   * event trigger's tags.
   */
  private boolean definition;

  private long high;
  private long low;

  public Shaper(ShapeKey key) {
    this.key = key;
  }

  /**
   * Reads a text. Where the server's scanner would refuse it the answer is false, {@link #error}
   * says why, and there is no shape.
   *
   * @throws IndexOutOfBoundsException if the part is not within the array
   */
  public boolean read(byte[] utf8, int offset, int length) {
    begin(utf8, offset, length);
    TokenKind kind = tokens.next();
    while (kind != TokenKind.END && kind != TokenKind.ERROR) {
      count++;
      accept(kind);
      kind = tokens.next();
    }
    list.holds(kind, 0);
    if (kind == TokenKind.ERROR) {
      marks.mark(Marks.ERROR);
    }
    SipHash hash = marks.finish();
    high = hash.high();
    low = hash.low();
    return kind == TokenKind.END;
  }

  private void begin(byte[] utf8, int offset, int length) {
    tokens.reset(utf8, offset, length);
    marks.begin(key);
    list.reset();
    text = utf8;
    count = 0;
    statements = 0;
    parameter = false;
    startStatement();
  }

  private void startStatement() {
    last = OTHER;
    beforeLast = OTHER;
    inStatement = false;
    definition = false;
    depth = 0;
    position = 0;
  }

  private void accept(TokenKind kind) {
    int start = tokens.start();
    int character = kind == TokenKind.CHARACTER ? text[start] : 0;
    boolean ends = character == ';' && depth <= 0;
    if (!inStatement && !ends) {
      inStatement = true;
      statements++;
      definition =
          kind == TokenKind.KEYWORD && (tokens.keyword() == CREATE || tokens.keyword() == ALTER);
    }
    int now = list.holds(kind, character) ? held(kind) : write(kind, start, character);
    beforeLast = last;
    last = now;
    if (ends) {
      startStatement();
    }
  }

  /** What a constant or comma of an IN list is to the tokens after it. */
  private static int held(TokenKind kind) {
    return kind.isConstant() ? OPERAND : OTHER;
  }

  /** Writes a token and answers what it is to those after it. */
  private int write(TokenKind kind, int start, int character) {
    return switch (kind) {
      case KEYWORD -> word();
      case IDENTIFIER -> {
        marks.foldedName(text, start, tokens.nameLength());
        yield OPERAND;
      }
      case QUOTED_IDENTIFIER, UNICODE_IDENTIFIER -> {
        marks.text(Marks.NAME, tokens.name(), 0, tokens.nameLength());
        yield OPERAND;
      }
      case CHARACTER -> {
        marks.character(character);
        yield bracket(character);
      }
      case OPERATOR -> {
        marks.text(Marks.OPERATOR, text, start, tokens.end() - start);
        yield OTHER;
      }
      case PARAMETER -> {
        parameter = true;
        marks.number(Marks.PARAMETER, tokens.parameter());
        yield OPERAND;
      }
      case INTEGER -> integer();
      case FLOAT, STRING, UNICODE_STRING, BIT_STRING, HEX_STRING ->
          mark(Marks.constant(kind), OPERAND);
      case TYPECAST -> mark(Marks.TYPECAST, OTHER);
      case DOT_DOT -> mark(Marks.DOT_DOT, OTHER);
      case COLON_EQUALS -> mark(Marks.COLON_EQUALS, OTHER);
      case EQUALS_GREATER -> mark(Marks.EQUALS_GREATER, OTHER);
      case LESS_EQUALS -> mark(Marks.LESS_EQUALS, OTHER);
      case GREATER_EQUALS -> mark(Marks.GREATER_EQUALS, OTHER);
      case NOT_EQUALS -> mark(Marks.NOT_EQUALS, OTHER);
      case END, ERROR, LINE_COMMENT, BLOCK_COMMENT -> throw new AssertionError(kind);
    };
  }

  private int mark(byte mark, int to) {
    marks.mark(mark);
    return to;
  }

  private int word() {
    int keyword = tokens.keyword();
    marks.number(Marks.WORD, Keywords.code(keyword));
    return keyword;
  }

  private int bracket(int character) {
    return switch (character) {
      case '(' -> open();
      case ')' -> close();
      case ']' -> OPERAND;
      default -> OTHER;
    };
  }

  private int open() {
    depth++;
    if (last == POSITION && position == 0) {
      position = depth;
    }
    if (last == IN && isComparison()) {
      list.begin();
    }
    return OPENING;
  }

  private int close() {
    if (depth == position) {
      position = 0;
    }
    depth--;
    return OPERAND;
  }

  /**
   * Whether the IN before the current token follows an operand, or a word such as NOT; in {@code
   * s.in(1)} it is a function.
   */
  private boolean isComparison() {
    return beforeLast >= OPERAND && position == 0 && !definition;
  }

  private int integer() {
    if (last == OPENING && beforeLast == FLOAT) {
      marks.number(Marks.KEPT_INTEGER, tokens.lexer().integer());
    } else {
      marks.mark(Marks.INTEGER);
    }
    return OPERAND;
  }

  /** The shape of the text that was read last, if it was read in full. */
  public Shape shape() {
    return new Shape(high, low);
  }

  /** {@link Shape#high()} of that shape. */
  public long high() {
    return high;
  }

  /** {@link Shape#low()} of that shape. */
  public long low() {
    return low;
  }

  /** Why the text cannot be read, else null. */
  public LexicalError error() {
    return tokens.error();
  }

  /** The byte at which the server's error would point; -1 where there is no error. */
  public int errorPosition() {
    return tokens.errorPosition();
  }

  /** How many tokens there are, those of an IN list too, comments not. */
  public int tokens() {
    return count;
  }

  /**
   * How many statements there are: what stands between semicolons outside parentheses, if it is not
   * empty. Each statement in the body of a function, between BEGIN ATOMIC and END, counts too, so
   * this is never less than the server's number.
   */
  public int statements() {
    return statements;
  }

  public boolean hasParameter() {
    return parameter;
  }

  /**
   * Whether a name is longer than the 63 bytes that PostgreSQL keeps; a server whose encoding is
   * not UTF8 cuts it elsewhere.
   */
  public boolean hasTruncatedName() {
    return tokens.truncated();
  }

  /** What the lexer noticed on the way: comments, vertical tabs, operator characters. */
  public PostgresLexer lexer() {
    return tokens.lexer();
  }
}
