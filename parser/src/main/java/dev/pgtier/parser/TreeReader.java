package dev.pgtier.parser;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import java.util.ArrayList;
import java.util.List;

/**
 * Reads the JSON that libpg_query writes into nodes. It takes what {@link Grammar} declares and
 * nothing else: a field or node type that it does not know could mean anything.
 */
final class TreeReader {
  private final JsonScanner json;
  private final int depthLimit;
  private final int textLength;
  private int depth;
  private int nodes;

  private TreeReader(byte[] json, int textLength, int depthLimit) {
    this.json = new JsonScanner(json);
    this.textLength = textLength;
    this.depthLimit = depthLimit;
  }

  /**
   * @param json <code>{"version":180004,"stmts":[…]}</code>
   * @param textLength bytes of the text that was parsed
   * @throws TreeTooDeepException if nodes are nested more than {@code depthLimit} levels
   * @throws IllegalStateException if the JSON is not what this grammar writes
   */
  static ParseTree read(byte[] json, int textLength, int depthLimit) {
    TreeReader reader = new TreeReader(json, textLength, depthLimit);
    Node root = reader.bare(required("ParseResult"));
    reader.json.end();
    if (root.number("version") != Grammar.VERSION) {
      throw new IllegalStateException("not PostgreSQL " + Grammar.VERSION + ": " + root);
    }
    List<Statement> statements = new ArrayList<>();
    for (Node raw : root.list("stmts")) {
      statements.add(reader.statement(raw));
    }
    return new ParseTree(statements);
  }

  private Statement statement(Node raw) {
    int start = (int) raw.number("stmt_location");
    int length = (int) raw.number("stmt_len");
    Node node = raw.node("stmt").orElseThrow(IllegalStateException::new);
    // PostgreSQL writes 0 for "to the end of the text".
    return new Statement(node, start, length == 0 ? textLength - start : length);
  }

  private Value value(String kind) {
    if (kind.endsWith("[]")) {
      return items(kind.substring(0, kind.length() - 2));
    }
    return switch (kind) {
      case "text" -> new Value.Text(json.string());
      case "integer" -> new Value.Int(json.number());
      case "flag" -> new Value.Flag(json.flag());
      case "node" -> tagged();
      default -> bare(required(kind));
    };
  }

  private Value.Items items(String kind) {
    List<Node> nodes = new ArrayList<>();
    json.expect('[');
    if (!json.accept(']')) {
      do {
        nodes.add(kind.equals("node") ? tagged() : bare(required(kind)));
      } while (json.accept(','));
      json.expect(']');
    }
    return new Value.Items(nodes);
  }

  /** <code>{"SelectStmt":{…}}</code>, or <code>{}</code> for NULL. */
  private Node tagged() {
    json.expect('{');
    if (json.accept('}')) {
      return new Node(required(Node.NULL), List.of(), List.of());
    }
    NodeType type = required(json.name());
    json.expect(':');
    Node node = bare(type);
    json.expect('}');
    return node;
  }

  /** The fields of a node whose type is known. */
  private Node bare(NodeType type) {
    if (++depth > depthLimit) {
      throw new TreeTooDeepException();
    } else if ((++nodes & 0xFF) == 0 && Thread.currentThread().isInterrupted()) {
      throw new ChicoryInterruptedException("interrupted while the tree was read");
    }
    List<String> names = new ArrayList<>();
    List<Value> values = new ArrayList<>();
    json.expect('{');
    if (!json.accept('}')) {
      do {
        String name = json.name();
        String kind = type.fields().get(name);
        if (kind == null || names.contains(name)) {
          throw new IllegalStateException("unexpected field " + name + " in a " + type.name());
        }
        json.expect(':');
        names.add(name);
        values.add(value(kind));
      } while (json.accept(','));
      json.expect('}');
    }
    depth--;
    return new Node(type, names, values);
  }

  private static NodeType required(String tag) {
    NodeType type = Grammar.type(tag);
    if (type == null) {
      throw new IllegalStateException("unexpected node type " + tag);
    }
    return type;
  }

  /** The tree is deeper than it may be. */
  static final class TreeTooDeepException extends RuntimeException {
    TreeTooDeepException() {
      super(null, null, false, false);
    }
  }
}
