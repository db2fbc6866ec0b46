package dev.pgtier.parser;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.stream.Collectors;

/** Random texts by the rules of {@code statements.grammar}, and damaged ones. */
final class RandomStatements {
  private static final int DEPTH = 9;
  private static final String[] SPACES = {" ", " ", " ", " ", " ", " ", "\n", "\t", "/* c */"};
  private static final String[] TELLING = {
    "'", "\"", "$", "$$", "\\", "--", "/*", "*/", "(", ")", "[", "]", ",", ";", ".", "..", ":",
    "::", "=", "<>", "+", "-", "*", "%", "é", "\u0001", "\n", "1", "1e", "0x", "U&", "E'", "$1",
    "$0", " "
  };

  private final Map<String, List<List<String>>> rules = new LinkedHashMap<>();
  private final List<String> words = new ArrayList<>();
  private final Random random;

  RandomStatements(Random random) {
    this.random = random;
    List<List<String>> alternatives = new ArrayList<>();
    for (String line : lines()) {
      if (line.startsWith("  ")) {
        List<String> symbols = List.of(line.strip().split(" ", -1));
        alternatives.add(symbols.equals(List.of("-")) ? List.of() : symbols);
        symbols.stream().filter(symbol -> !isRule(symbol)).forEach(words::add);
      } else if (!line.isBlank() && !line.startsWith("#")) {
        alternatives = new ArrayList<>();
        rules.put("<" + line + ">", alternatives);
      }
    }
  }

  private static List<String> lines() {
    try (InputStream in = RandomStatements.class.getResourceAsStream("/statements.grammar")) {
      byte[] bytes = Objects.requireNonNull(in).readAllBytes();
      return new String(bytes, StandardCharsets.UTF_8).lines().toList();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static boolean isRule(String symbol) {
    return symbol.matches("<[a-z-]*[a-z]>");
  }

  /** A text that is mostly valid. */
  String next() {
    StringBuilder out = new StringBuilder();
    expand("<text>", 0, out);
    return out.toString();
  }

  private void expand(String symbol, int depth, StringBuilder out) {
    if (!isRule(symbol)) {
      out.append(symbol.replace("\\n", "\n"));
      out.append(SPACES[random.nextInt(SPACES.length)]);
      return;
    }
    List<List<String>> alternatives = Objects.requireNonNull(rules.get(symbol), symbol);
    if (depth >= DEPTH) {
      alternatives = shortest(alternatives);
    }
    List<String> chosen = alternatives.get(random.nextInt(alternatives.size()));
    chosen.forEach(inner -> expand(inner, depth + 1, out));
  }

  /** Those that have the fewest rules in them, so that every text ends. */
  private static List<List<String>> shortest(List<List<String>> alternatives) {
    Map<Long, List<List<String>>> byRules =
        alternatives.stream()
            .collect(
                Collectors.groupingBy(
                    symbols -> symbols.stream().filter(RandomStatements::isRule).count()));
    return byRules.get(Collections.min(byRules.keySet()));
  }

  /** {@code sql} with one to four changes to its words. */
  String damaged(String sql) {
    List<String> parts = new ArrayList<>(List.of(sql.split("(?<=\\W)|(?=\\W)", -1)));
    for (int changes = 1 + random.nextInt(4); changes > 0 && !parts.isEmpty(); changes--) {
      int at = random.nextInt(parts.size());
      switch (random.nextInt(6)) {
        case 0 -> parts.remove(at);
        case 1 -> parts.add(at, parts.get(random.nextInt(parts.size())));
        case 2 -> parts.set(at, words.get(random.nextInt(words.size())));
        case 3 -> parts.add(at, " " + words.get(random.nextInt(words.size())) + " ");
        case 4 -> parts.add(at, TELLING[random.nextInt(TELLING.length)]);
        default -> parts.subList(at, Math.min(parts.size(), at + random.nextInt(8))).clear();
      }
    }
    return String.join("", parts);
  }
}
