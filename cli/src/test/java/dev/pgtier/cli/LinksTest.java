package dev.pgtier.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Links between the documents lead somewhere, headings included. */
class LinksTest {
  private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
  private static final Pattern LINK = Pattern.compile("]\\((?![a-z]+:)([^)\\s]*)\\)");
  private static final Pattern FENCED = Pattern.compile("(?ms)^```.*?^```$");

  @Test
  void everyLinkLeadsToAFileAndAHeadingThatAreThere() throws IOException {
    List<String> broken = new ArrayList<>();
    for (Path document : documents()) {
      Matcher link = LINK.matcher(FENCED.matcher(Files.readString(document)).replaceAll(""));
      while (link.find()) {
        String[] target = link.group(1).split("#", 2);
        Path file = target[0].isEmpty() ? document : document.resolveSibling(target[0]).normalize();
        boolean found =
            Files.exists(file) && (target.length == 1 || anchors(file).contains(target[1]));
        if (!found) {
          broken.add(ROOT.relativize(document) + ": " + link.group(1));
        }
      }
    }
    assertThat(broken).isEmpty();
  }

  private static List<Path> documents() throws IOException {
    try (Stream<Path> top = Files.list(ROOT);
        Stream<Path> docs = Files.walk(ROOT.resolve("docs"))) {
      List<Path> documents =
          Stream.concat(top, docs).filter(file -> file.toString().endsWith(".md")).toList();
      assertThat(documents).hasSizeGreaterThan(15);
      return documents;
    }
  }

  /** As GitHub makes them of headings. */
  private static List<String> anchors(Path document) throws IOException {
    return FENCED
        .matcher(Files.readString(document))
        .replaceAll("")
        .lines()
        .filter(line -> line.startsWith("#"))
        .map(
            line ->
                line.replaceFirst("^#+ ", "")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\p{L}\\p{N} _-]", "")
                    .replace(' ', '-'))
        .collect(Collectors.toList());
  }
}
