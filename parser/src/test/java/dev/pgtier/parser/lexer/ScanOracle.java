package dev.pgtier.parser.lexer;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * PostgreSQL's own scanner, as libpg_query's {@code scan} in node: what this lexer is compared
 * with.
 */
final class ScanOracle implements AutoCloseable {
  /** What the scanner makes of one text: its tokens, or the message of its error and no tokens. */
  record Answer(List<Token> tokens, String error) {}

  /**
   * {@code token} is the number in libpg_query's enumeration, {@code category} that of a keyword,
   * else 0.
   */
  record Token(int start, int end, int token, int category) {}

  private final Process node;
  private final DataOutputStream questions;
  private final DataInputStream answers;

  ScanOracle() throws IOException {
    if (!Files.isDirectory(Path.of("node_modules/libpg-query"))) {
      throw new IllegalStateException(
          "The lexer is compared with libpg_query in node: run 'npm ci' in parser/ first.");
    }
    node =
        new ProcessBuilder("node", "src/test/js/scan.mjs")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    questions = new DataOutputStream(new BufferedOutputStream(node.getOutputStream(), 1 << 16));
    answers = new DataInputStream(new BufferedInputStream(node.getInputStream(), 1 << 16));
  }

  /** Asks for all texts at once; they may not be empty nor hold a zero byte. */
  List<Answer> scan(List<byte[]> texts) {
    try {
      questions.writeInt(texts.size());
      for (byte[] text : texts) {
        questions.writeInt(text.length);
        questions.write(text);
      }
      questions.flush();
      List<Answer> all = new ArrayList<>(texts.size());
      for (int i = 0; i < texts.size(); i++) {
        all.add(readAnswer());
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Answer readAnswer() throws IOException {
    int count = answers.readInt();
    if (count < 0) {
      byte[] message = answers.readNBytes(answers.readInt());
      return new Answer(List.of(), new String(message, StandardCharsets.ISO_8859_1));
    }
    List<Token> tokens = new ArrayList<>(count);
    for (int i = 0; i < count; i++) {
      tokens.add(
          new Token(answers.readInt(), answers.readInt(), answers.readInt(), answers.readInt()));
    }
    return new Answer(tokens, null);
  }

  @Override
  public void close() {
    node.destroy();
  }
}
