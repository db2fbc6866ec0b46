package dev.pgtier.parser;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;

/** What PostgreSQL's grammar can say, for those who must have an answer to all of it. */
public final class Grammar {
  /** The PostgreSQL release whose grammar this is, as {@code server_version_num} has it. */
  public static final int VERSION = 180_004;

  /** The version of npm's {@code libpg-query} that was compiled. */
  public static final String PACKAGE = "18.1.5";

  private static final Map<String, NodeType> TYPES = load();
  private static final Set<String> TAGS =
      Collections.unmodifiableSortedSet(new TreeSet<>(TYPES.keySet()));

  /** Every name in the JSON but those of the nodes' values. */
  static final Names NAMES = names();

  private Grammar() {}

  /** The names of all node types, such as {@code SelectStmt}. */
  public static Set<String> tags() {
    return TAGS;
  }

  /**
   * The fields of a node type, each with its kind: {@code text}, {@code integer}, {@code flag},
   * {@code node} for any node, or the name of the one node type that it holds; {@code []} behind it
   * for a list.
   *
   * @throws IllegalArgumentException if there is no such type
   */
  public static SortedMap<String, String> fields(String tag) {
    SortedMap<String, String> words = new TreeMap<>();
    TYPES.get(known(tag)).fields().forEach((field, kind) -> words.put(field, kind.word()));
    return words;
  }

  /** The type of that name, or null. */
  static NodeType type(String tag) {
    return TYPES.get(tag);
  }

  static String known(String tag) {
    if (!TYPES.containsKey(tag)) {
      throw new IllegalArgumentException("PostgreSQL has no node type " + tag);
    }
    return tag;
  }

  private static Map<String, NodeType> load() {
    Map<String, NodeType> types = new HashMap<>();
    types.put(Node.NULL, new NodeType(Node.NULL, Map.of()));
    try (InputStream in = Grammar.class.getResourceAsStream("node-types.txt")) {
      byte[] bytes = Objects.requireNonNull(in, "node-types.txt").readAllBytes();
      for (String line : new String(bytes, StandardCharsets.UTF_8).split("\n", 0)) {
        String[] words = line.split(" ", 0);
        Map<String, NodeType.Kind> fields = new HashMap<>();
        for (int i = 1; i < words.length; i++) {
          int colon = words[i].indexOf(':');
          fields.put(words[i].substring(0, colon), NodeType.Kind.of(words[i].substring(colon + 1)));
        }
        types.put(words[0], new NodeType(words[0], fields));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return types;
  }

  private static Names names() {
    Set<String> names = new HashSet<>(TYPES.keySet());
    TYPES.values().forEach(type -> names.addAll(type.fields().keySet()));
    return new Names(names);
  }
}
