package dev.pgtier.policies.catalog;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/**
 * A catalogue's rows as a file: a head, then a row a line, sorted, its fields divided by tabs and
 * escaped with backslashes; all of it gzipped. Equal rows give equal bytes.
 */
public final class CatalogFile {
  private static final String HEAD = "pgtier-catalog 1";

  private CatalogFile() {}

  /** Writes and closes {@code out}. */
  public static void write(List<List<String>> rows, OutputStream out) throws IOException {
    StringBuilder text = new StringBuilder(HEAD).append('\n');
    rows.stream()
        .map(row -> String.join("\t", row.stream().map(CatalogFile::escape).toList()))
        .sorted()
        .distinct()
        .forEach(line -> text.append(line).append('\n'));
    try (GZIPOutputStream gzip = new GZIPOutputStream(out)) {
      gzip.write(text.toString().getBytes(StandardCharsets.UTF_8));
    }
  }

  /**
   * Reads and closes {@code in}.
   *
   * @throws IOException also if the file is no catalogue
   */
  public static void read(InputStream in, Consumer<List<String>> rows) throws IOException {
    try (BufferedReader reader =
        new BufferedReader(
            new InputStreamReader(new GZIPInputStream(in), StandardCharsets.UTF_8))) {
      if (!HEAD.equals(reader.readLine())) {
        throw new IOException("not a catalogue that this version reads; it begins with " + HEAD);
      }
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        rows.accept(Arrays.stream(line.split("\t", -1)).map(CatalogFile::unescape).toList());
      }
    }
  }

  private static String escape(String field) {
    return field
        .replace("\\", "\\\\")
        .replace("\t", "\\t")
        .replace("\n", "\\n")
        .replace("\r", "\\r");
  }

  private static String unescape(String field) {
    if (field.indexOf('\\') < 0) {
      return field;
    }
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < field.length(); i++) {
      char c = field.charAt(i);
      if (c == '\\' && i + 1 < field.length()) {
        c =
            switch (field.charAt(++i)) {
              case 't' -> '\t';
              case 'n' -> '\n';
              case 'r' -> '\r';
              default -> '\\';
            };
      }
      text.append(c);
    }
    return text.toString();
  }

  /** Rows into a list, for those who sort or compare them. */
  public static List<List<String>> readAll(InputStream in) throws IOException {
    List<List<String>> rows = new ArrayList<>();
    read(in, rows::add);
    return rows;
  }
}
