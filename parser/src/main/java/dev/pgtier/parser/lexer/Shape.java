package dev.pgtier.parser.lexer;

import java.util.Locale;

/**
 * What remains of a text when its constants are taken out, as a hash under a key that only this
 * process knows. Texts of equal shape have trees that are equal but for constants, locations and
 * the length of IN lists; whoever decides on more than the tree, such as the file of a COPY, the
 * value of a SET, the 0 or 1 in {@code EXPLAIN (ANALYZE 0)}, or the body of a DO, has to look at
 * the constants too.
 *
 * <p>In detail: white space, comments and the case of keywords and names count for nothing, and so
 * does whether a name is quoted; a quoted name that is spelled like a keyword is a name. Names are
 * cut at 63 bytes as the server cuts them. Each constant leaves a mark of its kind: string, bit
 * string, hexadecimal string, integer, float; 2147483648 is a float to the grammar, a sign is an
 * operator, NULL, TRUE and FALSE are words, and the word before {@code date '…'} stays. A parameter
 * keeps its number. {@code IN (1, 2)} leaves the same mark for any number of integers, one among
 * them, unless another kind or anything else is in the list. The number in {@code float(24)} stays,
 * since the grammar makes a type of it. Nothing else depends on where a constant stands: {@code
 * ORDER BY 1} and {@code ORDER BY 2} have one shape.
 */
public record Shape(long high, long low) {
  /**
   * The shape of a text, or null where the text is not even tokens; a {@link Shaper} does the same
   * without garbage, and says why.
   */
  public static Shape of(byte[] utf8, int offset, int length, ShapeKey key) {
    Shaper shaper = new Shaper(key);
    return shaper.read(utf8, offset, length) ? shaper.shape() : null;
  }

  /**
   * The shape for people, 16 hexadecimal digits that are the same in every process and release;
   * null where the text is not even tokens. Never decide by it: its key is no secret, and 64 bits
   * are few.
   */
  public static String stable(byte[] utf8, int offset, int length) {
    Shape shape = of(utf8, offset, length, ShapeKey.STABLE);
    return shape == null ? null : String.format(Locale.ROOT, "%016x", shape.high);
  }
}
