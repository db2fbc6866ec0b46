package dev.pgtier.cli.reference;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/**
 * The keys of one mapping.
 *
 * @param id of its part of the schema; "" is the file itself
 * @param section what the readers call it
 * @param place where it stands, as the heading over its table says it
 * @param about a sentence for the schema, where the section has no key of its own to explain it
 * @param rules what holds between keys, as schemas that all must hold
 */
public record Group(
    String id, String section, String place, String about, List<Key> keys, List<JsonNode> rules) {
  /**
   * A key.
   *
   * @param meaning a sentence without its end, in Markdown
   * @param otherwise what holds where the key is missing, in Markdown; {@code required} where it
   *     may not be
   */
  public record Key(String name, String meaning, Type type, String otherwise) {
    boolean required() {
      return otherwise.equals("required");
    }
  }

  public Group {
    keys = List.copyOf(keys);
    rules = List.copyOf(rules);
  }

  static Group of(String id, String section, String place, String about) {
    return new Group(id, section, place, about, List.of(), List.of());
  }

  Group key(String name, Type type, String otherwise, String meaning) {
    List<Key> more = new ArrayList<>(keys);
    more.add(new Key(name, meaning, type, otherwise));
    return new Group(id, section, place, about, more, rules);
  }

  /** One rule more, as JSON with {@code '} in the place of quotes. */
  Group rule(String json) {
    List<JsonNode> more = new ArrayList<>(rules);
    more.add(Type.json(json));
    return new Group(id, section, place, about, keys, more);
  }
}
