package dev.pgtier.parser;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * A node of PostgreSQL's raw parse tree, as {@code parsenodes.h} and {@code primnodes.h} declare
 * it. Immutable. A field that has C's zero for a value (0, false, NULL, an empty list) is not
 * there, and its getter answers with that zero.
 *
 * <p>For whoever decides about statements: {@link #children} has every node below, in whatever
 * field it is, and a getter throws for a field that the node type does not have, so that a misspelt
 * name is not taken for an absent field.
 */
public final class Node implements Value {
  /** A NULL in a list, such as the one by which {@code SELECT DISTINCT} has no ON. */
  public static final String NULL = "NULL";

  private final NodeType type;
  private final String[] names;
  private final Value[] values;

  /** Takes the arrays as its own. */
  Node(NodeType type, String[] names, Value[] values) {
    this.type = type;
    this.names = names;
    this.values = values;
  }

  /** The node type's name in C, such as {@code SelectStmt}; {@link #NULL} for a list's NULL. */
  public String tag() {
    return type.name();
  }

  public boolean is(String tag) {
    return tag().equals(Grammar.known(tag));
  }

  /** The names of the fields that are there. */
  public List<String> names() {
    return Collections.unmodifiableList(Arrays.asList(names));
  }

  /** Whether a field is there, which is to say, is not C's zero. */
  public boolean has(String field) {
    return find(field) != null;
  }

  /** A field's value, of whatever kind. */
  public Optional<Value> value(String field) {
    return Optional.ofNullable(find(field));
  }

  /** The node in {@code field}. */
  public Optional<Node> node(String field) {
    return Optional.ofNullable(find(field, Node.class));
  }

  /** The list in {@code field}, empty if the field is not there. */
  public List<Node> list(String field) {
    Items items = find(field, Items.class);
    return items == null ? List.of() : items.nodes();
  }

  /** The string or enumeration constant in {@code field}, "" if the field is not there. */
  public String text(String field) {
    Text text = find(field, Text.class);
    return text == null ? "" : text.text();
  }

  /** The integer in {@code field}, 0 if the field is not there. */
  public long number(String field) {
    Int number = find(field, Int.class);
    return number == null ? 0 : number.number();
  }

  /** The boolean in {@code field}, false if the field is not there. */
  public boolean flag(String field) {
    Flag flag = find(field, Flag.class);
    return flag != null && flag.flag();
  }

  /** Every node directly below, in the order of the fields; a list's nodes one by one. */
  public List<Node> children() {
    List<Node> children = new ArrayList<>();
    forEachChild(children::add);
    return Collections.unmodifiableList(children);
  }

  /** This node and every node below it, each before those below itself. Does not recurse. */
  public void forEachBelow(Consumer<Node> consumer) {
    Deque<Node> open = new ArrayDeque<>();
    open.push(this);
    List<Node> children = new ArrayList<>();
    while (!open.isEmpty()) {
      Node node = open.pop();
      consumer.accept(node);
      children.clear();
      node.forEachChild(children::add);
      for (int i = children.size() - 1; i >= 0; i--) {
        open.push(children.get(i));
      }
    }
  }

  private void forEachChild(Consumer<Node> consumer) {
    for (Value value : values) {
      if (value instanceof Node node) {
        consumer.accept(node);
      } else if (value instanceof Items items) {
        items.nodes().forEach(consumer);
      }
    }
  }

  private <T extends Value> T find(String field, Class<T> kind) {
    Value value = find(field);
    if (value != null && !kind.isInstance(value)) {
      throw new IllegalArgumentException(
          tag() + "." + field + " is no " + kind.getSimpleName() + " but " + value);
    }
    return kind.cast(value);
  }

  private Value find(String field) {
    for (int i = 0; i < names.length; i++) {
      if (names[i].equals(field)) {
        return values[i];
      }
    }
    if (!type.fields().containsKey(field)) {
      throw new IllegalArgumentException("a " + tag() + " has no field " + field);
    }
    return null;
  }

  /** Whether the trees are equal, locations included. */
  @Override
  public boolean equals(Object other) {
    return other instanceof Node node
        && type.equals(node.type)
        && Arrays.equals(names, node.names)
        && Arrays.equals(values, node.values);
  }

  @Override
  public int hashCode() {
    return 31 * (31 * tag().hashCode() + Arrays.hashCode(names)) + Arrays.hashCode(values);
  }

  /** The tree as text, for people: {@code RangeVar(relname: "t", inh: true, location: 14)}. */
  @Override
  public String toString() {
    return TreeText.of(this);
  }

  void forEachField(FieldConsumer consumer) {
    for (int i = 0; i < names.length; i++) {
      consumer.accept(names[i], values[i]);
    }
  }

  /** Takes a field's name and value. */
  interface FieldConsumer {
    void accept(String name, Value value);
  }
}
