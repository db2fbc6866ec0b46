package dev.pgtier.policies.analysis;

import dev.pgtier.policies.Effect;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** {@code nodes.txt}: the nodes and fields that the walk knows. */
final class NodeTable {
  private static final NodeTable INSTANCE = load();

  private final Map<String, Entry> entries;

  private NodeTable(Map<String, Entry> entries) {
    this.entries = Map.copyOf(entries);
  }

  /**
   * A line of the table.
   *
   * @param special whether a handler has to see to it
   * @param effect of the statement that the node is
   */
  record Entry(boolean special, Optional<Effect> effect, String command, Set<String> fields) {}

  static NodeTable get() {
    return INSTANCE;
  }

  Map<String, Entry> entries() {
    return entries;
  }

  /** The same without {@code tag}. */
  NodeTable without(String tag) {
    Map<String, Entry> rest = new HashMap<>(entries);
    rest.remove(tag);
    return new NodeTable(rest);
  }

  private static NodeTable load() {
    Map<String, Entry> entries = new HashMap<>();
    try (BufferedReader in =
        new BufferedReader(
            new InputStreamReader(
                NodeTable.class.getResourceAsStream("nodes.txt"), StandardCharsets.UTF_8))) {
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        if (!line.startsWith("#")) {
          String[] words = line.split(" ", 0);
          entries.put(words[0], entry(words));
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return new NodeTable(entries);
  }

  private static Entry entry(String[] words) {
    Set<String> fields = words[3].equals("-") ? Set.of() : Set.of(words[3].split(",", 0));
    boolean special = words[1].equals("special");
    Optional<Effect> effect =
        special || words[1].equals("plain")
            ? Optional.empty()
            : Optional.of(Effect.valueOf(words[1].toUpperCase(Locale.ROOT)));
    return new Entry(special, effect, words[2].replace('_', ' '), fields);
  }
}
