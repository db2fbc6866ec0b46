package dev.pgtier.policies.yaml;

import java.util.List;

/** A YAML file as a tree without anchors, aliases and tags. */
sealed interface Node {
  Place place();

  /**
   * Text as it is written.
   *
   * @param plain whether it stands without quotes, so that it may be a number, a flag or nothing
   */
  record Scalar(Place place, String text, boolean plain) implements Node {
    boolean isNull() {
      return plain && (text.isEmpty() || text.equals("~") || text.equals("null"));
    }
  }

  record Items(Place place, List<Node> items) implements Node {}

  record Mapping(Place place, List<Entry> entries) implements Node {}

  record Entry(Scalar key, Node value) {}
}
