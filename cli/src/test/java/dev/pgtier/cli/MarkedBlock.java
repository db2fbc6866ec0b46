package dev.pgtier.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A fenced block of a document that is marked for running, by a comment on the line before it: an
 * invisible {@code <!-- run -->}, or {@code <!-- run: exit 3 -->}. {@code <!-- prints -->} before a
 * later block says that this is what the block before it prints.
 *
 * @param place file and line of its first line
 * @param prints lines that must come in this order; {@code …} stands for anything
 */
record MarkedBlock(String place, String script, int exitCode, List<String> prints) {
  private static final Pattern MARK =
      Pattern.compile("<!-- (?:run(?:: exit (?<exit>\\d+))?|(?<prints>prints)) -->");

  static List<MarkedBlock> of(Path document) throws IOException {
    List<MarkedBlock> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(document);
    for (int i = 0; i < lines.size(); i++) {
      Matcher mark = MARK.matcher(lines.get(i));
      if (!mark.matches()) {
        continue;
      }
      String place = "%s:%d".formatted(document.getFileName(), i + 3);
      if (i + 1 == lines.size() || !lines.get(i + 1).startsWith("```")) {
        throw new IllegalArgumentException(place + ": no block follows the mark");
      }
      List<String> inside =
          lines.subList(i + 2, lines.size()).stream()
              .takeWhile(line -> !line.startsWith("```"))
              .toList();
      if (mark.group("prints") != null) {
        MarkedBlock last = blocks.remove(blocks.size() - 1);
        blocks.add(new MarkedBlock(last.place, last.script, last.exitCode, inside));
      } else {
        int exitCode = Optional.ofNullable(mark.group("exit")).map(Integer::valueOf).orElse(0);
        blocks.add(new MarkedBlock(place, String.join("\n", inside), exitCode, List.of()));
      }
    }
    return blocks;
  }

  /** The first line that the output does not have behind those before it. */
  Optional<String> missing(List<String> output) {
    int next = 0;
    for (String line : prints) {
      Pattern wanted = pattern(line);
      while (next < output.size() && !wanted.matcher(output.get(next).strip()).matches()) {
        next++;
      }
      if (next++ == output.size()) {
        return Optional.of(line);
      }
    }
    return Optional.empty();
  }

  /** White space and rules are as wide as a table needs them. */
  private static Pattern pattern(String line) {
    StringBuilder pattern = new StringBuilder();
    Matcher part = Pattern.compile("\\s+|…|-{3,}|[^\\s…]+?(?=\\s|…|-{3}|$)").matcher(line.strip());
    while (part.find()) {
      String text = part.group();
      pattern.append(
          text.equals("…")
              ? ".*"
              : text.isBlank() ? "\\s+" : text.startsWith("---") ? "-+" : Pattern.quote(text));
    }
    return Pattern.compile(pattern.toString());
  }
}
