package dev.pgtier.proxy.catalog;

import dev.pgtier.policies.analysis.Reading;
import dev.pgtier.policies.analysis.Unreadable;
import dev.pgtier.policies.catalog.Catalog;
import dev.pgtier.policies.catalog.CatalogLines;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/**
 * Makes catalogues of rows, for one upstream. The same rows give the same catalogue as before, so
 * that what was decided by it still counts; a text that was in the last ones is not parsed again.
 * One thread at a time; it may wait for the parser.
 */
final class CatalogBuilder {
  /**
   * A catalogue, and whether all texts in it could be parsed; one that could not be, because the
   * parser was overloaded, counts as code that nobody understands.
   */
  record Built(Catalog catalog, boolean whole) {}

  private final Function<String, Reading> parser;
  private Map<String, Reading> parsed = Map.of();
  private byte[] digest = {};
  private Catalog last;

  CatalogBuilder(Function<String, Reading> parser) {
    this.parser = parser;
  }

  /**
   * A catalogue of the rows that {@link dev.pgtier.policies.catalog.CatalogQueries} bring.
   *
   * @throws IllegalArgumentException if they are others
   */
  Built build(List<List<String>> rows) {
    byte[] now = digest(rows);
    if (last != null && Arrays.equals(now, digest)) {
      return new Built(last, true);
    }
    Map<String, Reading> texts = new HashMap<>();
    CatalogLines lines = new CatalogLines(sql -> texts.computeIfAbsent(sql, this::parse), true);
    rows.forEach(lines::add);
    last = lines.build();
    boolean whole = !texts.values().removeIf(CatalogBuilder::failed);
    parsed = texts;
    digest = whole ? now : new byte[0];
    return new Built(last, whole);
  }

  private Reading parse(String sql) {
    Reading known = parsed.get(sql);
    return known == null ? parser.apply(sql) : known;
  }

  private static boolean failed(Reading reading) {
    return reading instanceof Unreadable unreadable && unreadable.kind() == Unreadable.Kind.FAILED;
  }

  private static byte[] digest(List<List<String>> rows) {
    MessageDigest sha256;
    try {
      sha256 = MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every JDK has SHA-256", e);
    }
    // No text of PostgreSQL has a NUL, so that two sets of rows cannot be the same line.
    rows.stream()
        .map(row -> String.join("\0", row) + "\0\0")
        .sorted()
        .forEach(line -> sha256.update(line.getBytes(StandardCharsets.UTF_8)));
    return sha256.digest();
  }
}
