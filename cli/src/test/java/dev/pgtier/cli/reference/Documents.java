package dev.pgtier.cli.reference;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.policies.yaml.Mistakes;
import dev.pgtier.policies.yaml.Value;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** Files of these tests, and such as ship, as the trees that a schema is asked about. */
public final class Documents {
  private Documents() {}

  /** One of the resources beside this class. */
  public static byte[] bytes(String name) {
    try (InputStream in = Documents.class.getResourceAsStream(name)) {
      return in.readAllBytes();
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  public static JsonNode of(String name) {
    return tree(bytes(name));
  }

  public static JsonNode of(Path file) throws IOException {
    return tree(Files.readAllBytes(file));
  }

  private static JsonNode tree(byte[] yaml) {
    Mistakes mistakes = new Mistakes("a file");
    Object tree = Value.file(yaml, mistakes).tree();
    if (!mistakes.isEmpty()) {
      throw new IllegalArgumentException(mistakes.all().toString());
    }
    return Agreement.document(tree);
  }
}
