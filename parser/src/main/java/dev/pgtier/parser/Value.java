package dev.pgtier.parser;

import java.util.List;

/** What a field of a {@link Node} holds. */
public sealed interface Value permits Node, Value.Items, Value.Text, Value.Int, Value.Flag {

  /** A list of nodes. */
  record Items(List<Node> nodes) implements Value {
    public Items {
      nodes = List.copyOf(nodes);
    }
  }

  /** A string, an enumeration's constant by its name in C, or one character. */
  record Text(String text) implements Value {}

  /** An integer of up to 32 bits, signed or not. */
  record Int(long number) implements Value {}

  /** A boolean. */
  record Flag(boolean flag) implements Value {}
}
