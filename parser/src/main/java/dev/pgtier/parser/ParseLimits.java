package dev.pgtier.parser;

/**
 * What a text may ask of the parser. PostgreSQL's scanner takes time quadratic in the depth of
 * nested comments and in the length of an operator, here as on the server, where nothing can
 * interrupt it.
 *
 * @param bytes of UTF-8
 * @param commentNesting levels of <code>/*</code> inside of each other
 * @param operatorLength operator characters in a row; PostgreSQL's own names end at 63
 * @param depth of nodes within nodes in the tree, so that it may be walked by recursion
 */
public record ParseLimits(int bytes, int commentNesting, int operatorLength, int depth) {
  /** 1 MiB, 16 comments, 63 operator characters, 1,000 levels. */
  public static final ParseLimits DEFAULT = new ParseLimits(1 << 20, 16, 63, 1_000);

  public ParseLimits {
    if (bytes < 1 || commentNesting < 1 || operatorLength < 1 || depth < 1) {
      throw new IllegalArgumentException("limits begin at 1");
    }
  }

  public ParseLimits withBytes(int limit) {
    return new ParseLimits(limit, commentNesting, operatorLength, depth);
  }

  public ParseLimits withDepth(int limit) {
    return new ParseLimits(bytes, commentNesting, operatorLength, limit);
  }
}
