package dev.pgtier.parser;

import java.util.Iterator;

/** Writes a tree for people to read. */
final class TreeText {
  private final StringBuilder out = new StringBuilder();

  private TreeText() {}

  static String of(Node node) {
    TreeText text = new TreeText();
    text.write(node);
    return text.out.toString();
  }

  private void write(Node node) {
    out.append(node.tag()).append('(');
    Iterator<String> names = node.names().iterator();
    while (names.hasNext()) {
      String name = names.next();
      out.append(name).append(": ");
      node.value(name).ifPresent(this::write);
      out.append(names.hasNext() ? ", " : "");
    }
    out.append(')');
  }

  private void write(Value value) {
    if (value instanceof Node node) {
      write(node);
    } else if (value instanceof Value.Items items) {
      out.append('[');
      Iterator<Node> nodes = items.nodes().iterator();
      while (nodes.hasNext()) {
        write(nodes.next());
        out.append(nodes.hasNext() ? ", " : "");
      }
      out.append(']');
    } else if (value instanceof Value.Text text) {
      out.append('"').append(text.text().replace("\\", "\\\\").replace("\"", "\\\"")).append('"');
    } else if (value instanceof Value.Int number) {
      out.append(number.number());
    } else if (value instanceof Value.Flag flag) {
      out.append(flag.flag());
    } else {
      throw new AssertionError(value);
    }
  }
}
