package dev.pgtier.cli.reference;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;

/** Documents that differ from a given one in a single place, as slips of a pen do. */
public final class Mutations {
  /** What is put in the place of a value: of each kind, of each form, at the edges. */
  private static final List<JsonNode> VALUES =
      List.of(
              "null",
              "true",
              "0",
              "1",
              "-1",
              "1.5",
              "5432",
              "70000",
              "'x'",
              "''",
              "' '",
              "'false'",
              "'15'",
              "'15s'",
              "'0ms'",
              "'64MiB'",
              "'6 MiB'",
              "'10m'",
              "'127.0.0.1:0'",
              "'http://x'",
              "'udp://127.0.0.1:514'",
              "'tls://127.0.0.1'",
              "'${env:SECRET}'",
              "'x${env:SECRET}'",
              "'${shell:x}'",
              "'public.*'",
              "'a.b.c'",
              "'a.b.c.d'",
              "'*'",
              "'lo_*'",
              "'read'",
              "'all'",
              "'write'",
              "'read-write'",
              "'template'",
              "'plain'",
              "'disable'",
              "'any'",
              "[]",
              "['x']",
              "['read', 'read']",
              "{}",
              "{'x': 'y'}")
          .stream()
          .map(Type::json)
          .toList();

  private static final int REMOVE = VALUES.size();
  private static final int ADD = REMOVE + 1;
  private static final int RENAME = REMOVE + 2;

  /** How many things can be done in one place. */
  public static final int KINDS = REMOVE + 3;

  private Mutations() {}

  /** The places of a document, its root left out. */
  public static List<JsonPointer> places(JsonNode document) {
    List<JsonPointer> places = new ArrayList<>();
    collect(document, JsonPointer.empty(), places);
    return places;
  }

  /** A copy of the document in which one thing, of {@link #KINDS}, has happened in one place. */
  public static JsonNode apply(JsonNode document, JsonPointer place, int kind) {
    JsonNode copy = document.deepCopy();
    JsonNode parent = copy.at(place.head());
    JsonNode value = copy.at(place);
    String key = place.last().getMatchingProperty();
    if (kind < REMOVE) {
      put(parent, place, VALUES.get(kind));
    } else if (kind == REMOVE && parent instanceof ObjectNode object) {
      object.remove(key);
    } else if (kind == REMOVE && parent instanceof ArrayNode array) {
      array.remove(place.last().getMatchingIndex());
    } else if (kind == ADD && value instanceof ObjectNode object) {
      object.put("no-such-key", "x");
    } else if (kind == ADD && value instanceof ArrayNode array && !array.isEmpty()) {
      array.add(array.get(0));
    } else if (kind == RENAME && parent instanceof ObjectNode object) {
      object.remove(key);
      object.set(key + "s", value);
    }
    return copy;
  }

  private static void put(JsonNode parent, JsonPointer place, JsonNode value) {
    if (parent instanceof ObjectNode object) {
      object.set(place.last().getMatchingProperty(), value);
    } else if (parent instanceof ArrayNode array) {
      array.set(place.last().getMatchingIndex(), value);
    }
  }

  private static void collect(JsonNode node, JsonPointer place, List<JsonPointer> places) {
    if (!place.matches()) {
      places.add(place);
    }
    node.properties()
        .forEach(field -> collect(field.getValue(), place.appendProperty(field.getKey()), places));
    for (int i = 0; i < (node.isArray() ? node.size() : 0); i++) {
      collect(node.get(i), place.appendIndex(i), places);
    }
  }
}
