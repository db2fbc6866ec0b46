package dev.pgtier.policies.analysis;

import dev.pgtier.parser.Node;
import dev.pgtier.parser.Value;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Goes through a statement's tree. Denies by default: what {@code nodes.txt} does not list ends the
 * walk with an {@link OpaqueException}.
 */
final class Walk {
  static final Map<String, Handler> HANDLERS = handlers();

  final Collector found = new Collector();
  private final NodeTable table;

  Walk(NodeTable table) {
    this.table = table;
  }

  private static Map<String, Handler> handlers() {
    Map<String, Handler> handlers = new HashMap<>();
    handlers.putAll(QueryHandlers.ALL);
    handlers.putAll(ExpressionHandlers.ALL);
    handlers.putAll(UtilityHandlers.ALL);
    handlers.putAll(SessionHandlers.ALL);
    handlers.putAll(PrivilegeHandlers.ALL);
    return Map.copyOf(handlers);
  }

  /** Takes in {@code node} and all below it. */
  void node(Node node, Context context) {
    NodeTable.Entry entry = known(node);
    if (entry.special()) {
      Handler handler = HANDLERS.get(node.tag());
      if (handler == null) {
        throw new OpaqueException("nothing sees to a " + node.tag());
      }
      handler.handle(this, node, context);
    } else if (entry.effect().isPresent()) {
      found.effect(entry.effect().get(), entry.command(), context);
      rest(node, context.writing());
    } else {
      rest(node, context);
    }
  }

  /** The table's line for {@code node}, all of whose fields are in it. */
  NodeTable.Entry known(Node node) {
    NodeTable.Entry entry = table.entries().get(node.tag());
    if (entry == null) {
      throw new OpaqueException("a " + node.tag() + " is not known here");
    }
    for (String field : node.names()) {
      if (!entry.fields().contains(field)) {
        throw new OpaqueException("a " + node.tag() + "'s " + field + " is not known here");
      }
    }
    return entry;
  }

  /** What is in one field of {@code node}. */
  void field(Node node, String field, Context context) {
    node.value(field).ifPresent(value -> value(value, context));
  }

  /** What is in all fields of {@code node} but {@code seen}. */
  void rest(Node node, Context context, String... seen) {
    List<String> done = List.of(seen);
    for (String field : node.names()) {
      if (!done.contains(field)) {
        field(node, field, context);
      }
    }
  }

  private void value(Value value, Context context) {
    if (value instanceof Node node) {
      node(node, context);
    } else if (value instanceof Value.Items items) {
      items.nodes().forEach(item -> node(item, context));
    }
  }
}
