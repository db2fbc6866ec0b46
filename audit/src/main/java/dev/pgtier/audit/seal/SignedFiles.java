package dev.pgtier.audit.seal;

import dev.pgtier.audit.chain.LogDirectory;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Files of signed lines, read to the byte. */
public final class SignedFiles {
  private SignedFiles() {}

  /**
   * The stubs of a directory in their order; none where retention deleted nothing.
   *
   * @throws IOException also where a line is none
   */
  public static List<Stub> stubs(Path directory) throws IOException {
    Path file = directory.resolve(LogDirectory.RETENTION);
    List<Stub> stubs = new ArrayList<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      Optional<Stub> stub = Stub.of(line);
      if (stub.isEmpty()) {
        throw new DamagedLineException(file, number, "is no stub of a deleted file");
      }
      stubs.add(stub.get());
    }
    return stubs;
  }

  /**
   * The checkpoints of a file in their order; none where there is no file.
   *
   * @throws IOException also where a line is none
   */
  public static List<Checkpoint> checkpoints(Path file) throws IOException {
    List<Checkpoint> checkpoints = new ArrayList<>();
    int number = 0;
    for (String line : lines(file)) {
      number++;
      Optional<Checkpoint> checkpoint = Checkpoint.of(line);
      if (checkpoint.isEmpty()) {
        throw new DamagedLineException(file, number, "is no checkpoint");
      }
      checkpoints.add(checkpoint.get());
    }
    return checkpoints;
  }

  /** What stands before a newline each; a last line that was not written to its end is left out. */
  private static List<String> lines(Path file) throws IOException {
    if (!Files.exists(file)) {
      return List.of();
    }
    // One char for each byte, so that no byte is taken for another.
    String text = Files.readString(file, StandardCharsets.ISO_8859_1);
    List<String> lines = new ArrayList<>();
    int start = 0;
    for (int end = text.indexOf('\n'); end >= 0; end = text.indexOf('\n', start)) {
      lines.add(text.substring(start, end));
      start = end + 1;
    }
    return lines;
  }
}
