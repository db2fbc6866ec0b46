package dev.pgtier.parser.lexer;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Random;

/** Damages texts by bytes and by tokens. */
final class Mutations {
  private static final byte[] TELLING =
      "'\"$\\-/*+=<>!@~:.;,()[]{}_ \t\n\r\f\u000beEuUnNbBxX&0179af\u0001"
          .getBytes(StandardCharsets.US_ASCII);

  private final Random random;
  private final List<byte[]> seeds;
  private final PostgresLexer lexer = new PostgresLexer();

  Mutations(Random random, List<byte[]> seeds) {
    this.random = random;
    this.seeds = seeds;
  }

  byte[] next() {
    byte[] text = piece();
    for (int i = 1 + random.nextInt(3); i > 0; i--) {
      text = random.nextInt(4) == 0 ? shuffled(text) : damaged(text);
    }
    return text;
  }

  /** A part of a seed, so that what is damaged is not lost in a long text. */
  private byte[] piece() {
    byte[] seed = seeds.get(random.nextInt(seeds.size()));
    int from = random.nextInt(seed.length);
    int length = Math.min(seed.length - from, 1 + random.nextInt(120));
    return slice(seed, from, length);
  }

  private byte[] damaged(byte[] text) {
    int at = random.nextInt(text.length + 1);
    int cut = Math.min(random.nextInt(4), text.length - at);
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.write(text, 0, at);
    switch (random.nextInt(5)) {
      case 0 -> out.write(1 + random.nextInt(255));
      case 1, 2 -> out.write(TELLING[random.nextInt(TELLING.length)]);
      case 3 -> out.writeBytes(slice(text, at, Math.min(text.length - at, random.nextInt(10))));
      default -> {}
    }
    out.write(text, at + cut, text.length - at - cut);
    return out.size() == 0 ? text : out.toByteArray();
  }

  /** Leaves out, repeats and joins tokens. */
  private byte[] shuffled(byte[] text) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    lexer.reset(text);
    TokenKind kind = lexer.nextOrComment();
    while (kind != TokenKind.END && kind != TokenKind.ERROR) {
      int times = random.nextInt(8) == 0 ? random.nextInt(3) : 1;
      for (int i = 0; i < times; i++) {
        out.write(text, lexer.start(), lexer.end() - lexer.start());
        if (random.nextInt(3) > 0) {
          out.write(random.nextInt(6) == 0 ? '\n' : ' ');
        }
      }
      kind = lexer.nextOrComment();
    }
    return out.size() == 0 ? text : out.toByteArray();
  }

  private static byte[] slice(byte[] text, int from, int length) {
    byte[] slice = new byte[length];
    System.arraycopy(text, from, slice, 0, length);
    return slice;
  }
}
