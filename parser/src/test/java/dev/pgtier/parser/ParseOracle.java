package dev.pgtier.parser;

import dev.pgtier.parser.wasm.LibPgQuery;
import dev.pgtier.parser.wasm.ReportedException;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The npm package as it is, in node: what the outlined and compiled one is compared with. */
final class ParseOracle implements AutoCloseable {
  private final Process node;
  private final DataOutputStream questions;
  private final DataInputStream answers;

  /** How the module answered. */
  enum Kind {
    TREE,
    ERROR,
    BROKEN
  }

  /**
   * One answer.
   *
   * @param text the tree's JSON; an error's message, routine, file, line and position, NUL between
   *     them; or what broke the module. One character for each byte.
   */
  record Answer(Kind kind, String text) {
    /** Where the two begin to differ; "" if they do not. */
    String difference(Answer other) {
      if (equals(other)) {
        return "";
      }
      int at = 0;
      while (at < Math.min(text.length(), other.text.length())
          && text.charAt(at) == other.text.charAt(at)) {
        at++;
      }
      return "%s at %d: %.300s, not %s: %.300s"
          .formatted(kind, at, text.substring(at), other.kind, other.text.substring(at));
    }

    /** What {@code library} answers, in the same form. */
    static Answer of(LibPgQuery library, byte[] sql) {
      try {
        return new Answer(Kind.TREE, new String(library.parse(sql), StandardCharsets.ISO_8859_1));
      } catch (ReportedException e) {
        List<String> fields =
            List.of(e.getMessage(), e.routine(), e.file(), "" + e.line(), "" + e.position());
        byte[] bytes = String.join("\0", fields).getBytes(StandardCharsets.UTF_8);
        return new Answer(Kind.ERROR, new String(bytes, StandardCharsets.ISO_8859_1));
      } catch (RuntimeException e) {
        return new Answer(Kind.BROKEN, e.toString());
      }
    }
  }

  ParseOracle() throws IOException {
    node =
        new ProcessBuilder("node", "--stack-size=50000", "src/test/js/parse.mjs")
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    questions = new DataOutputStream(new BufferedOutputStream(node.getOutputStream(), 1 << 16));
    answers = new DataInputStream(new BufferedInputStream(node.getInputStream(), 1 << 16));
  }

  /** Asks for all texts at once; they may not hold a zero byte. */
  List<Answer> parse(List<byte[]> texts) {
    try {
      questions.writeInt(texts.size());
      for (byte[] text : texts) {
        questions.writeInt(text.length);
        questions.write(text);
      }
      questions.flush();
      List<Answer> all = new ArrayList<>();
      for (int i = 0; i < texts.size(); i++) {
        Kind kind = Kind.values()[answers.readInt()];
        byte[] text = answers.readNBytes(answers.readInt());
        all.add(new Answer(kind, new String(text, StandardCharsets.ISO_8859_1)));
      }
      return all;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    node.destroy();
  }
}
