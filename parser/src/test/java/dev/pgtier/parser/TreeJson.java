package dev.pgtier.parser;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Writes a tree as libpg_query's JSON again, to see that it holds all of it. */
final class TreeJson {
  private static final ObjectMapper JSON =
      new ObjectMapper(
          JsonFactory.builder()
              .streamReadConstraints(
                  StreamReadConstraints.builder().maxNestingDepth(1_000_000).build())
              .build());
  private static final JsonNodeFactory MAKE = JsonNodeFactory.instance;

  private TreeJson() {}

  /**
   * Asserts that the tree made of {@code json} has each field and value of it.
   *
   * @param json one character for each byte
   */
  static void assertComplete(String json, int textLength) {
    byte[] bytes = json.getBytes(StandardCharsets.ISO_8859_1);
    ParseTree tree = TreeReader.read(bytes, textLength, 1_000_000);
    try {
      List<JsonNode> expected = JSON.readTree(bytes).get("stmts").findValues("stmt");
      assertThat(tree.statements().stream().map(s -> tagged(s.node())).toList())
          .isEqualTo(expected);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static JsonNode tagged(Node node) {
    ObjectNode wrapper = MAKE.objectNode();
    return node.is(Node.NULL) ? wrapper : wrapper.set(node.tag(), fields(node));
  }

  private static ObjectNode fields(Node node) {
    ObjectNode fields = MAKE.objectNode();
    for (String name : node.names()) {
      String kind = Grammar.type(node.tag()).fields().get(name).word();
      Value value = node.value(name).orElseThrow();
      fields.set(name, json(value, kind.replace("[]", "").equals("node")));
    }
    return fields;
  }

  private static JsonNode json(Value value, boolean isTagged) {
    if (value instanceof Node node) {
      return isTagged ? tagged(node) : fields(node);
    } else if (value instanceof Value.Items items) {
      var array = MAKE.arrayNode();
      items.nodes().forEach(node -> array.add(json(node, isTagged)));
      return array;
    } else if (value instanceof Value.Text text) {
      return MAKE.textNode(text.text());
    } else if (value instanceof Value.Int number) {
      return number.number() == (int) number.number()
          ? MAKE.numberNode((int) number.number())
          : MAKE.numberNode(number.number());
    } else if (value instanceof Value.Flag flag) {
      return MAKE.booleanNode(flag.flag());
    }
    throw new AssertionError(value);
  }
}
