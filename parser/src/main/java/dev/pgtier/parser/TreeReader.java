package dev.pgtier.parser;

import com.dylibso.chicory.runtime.ChicoryInterruptedException;
import dev.pgtier.parser.NodeType.Form;
import dev.pgtier.parser.NodeType.Kind;
import java.util.ArrayList;
import java.util.Arrays;
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

  /** The fields read so far of the nodes that are not at their end, outer ones first. */
  private String[] names = new String[64];

  private Value[] values = new Value[64];
  private int open;

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

  private Value value(Kind kind) {
    if (kind.list()) {
      return items(kind);
    }
    return switch (kind.form()) {
      case TEXT -> new Value.Text(json.string());
      case INTEGER -> new Value.Int(json.number());
      case FLAG -> new Value.Flag(json.flag());
      case TAGGED -> tagged();
      case BARE -> bare(required(kind.type()));
    };
  }

  private Value.Items items(Kind kind) {
    List<Node> nodes = new ArrayList<>();
    json.expect('[');
    if (!json.accept(']')) {
      do {
        nodes.add(kind.form() == Form.TAGGED ? tagged() : bare(required(kind.type())));
      } while (json.accept(','));
      json.expect(']');
    }
    return new Value.Items(nodes);
  }

  /** <code>{"SelectStmt":{…}}</code>, or <code>{}</code> for NULL. */
  private Node tagged() {
    json.expect('{');
    if (json.accept('}')) {
      return new Node(required(Node.NULL), new String[0], new Value[0]);
    }
    NodeType type = required(json.name(Grammar.NAMES));
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
    int first = open;
    json.expect('{');
    if (!json.accept('}')) {
      do {
        String name = json.name(Grammar.NAMES);
        Kind kind = type.fields().get(name);
        if (kind == null || isOpen(name, first)) {
          throw new IllegalStateException("unexpected field " + name + " in a " + type.name());
        }
        json.expect(':');
        field(name, value(kind));
      } while (json.accept(','));
      json.expect('}');
    }
    depth--;
    Node node =
        new Node(
            type, Arrays.copyOfRange(names, first, open), Arrays.copyOfRange(values, first, open));
    open = first;
    return node;
  }

  private boolean isOpen(String name, int first) {
    for (int i = first; i < open; i++) {
      if (names[i].equals(name)) {
        return true;
      }
    }
    return false;
  }

  private void field(String name, Value value) {
    if (open == names.length) {
      names = Arrays.copyOf(names, 2 * open);
      values = Arrays.copyOf(values, 2 * open);
    }
    names[open] = name;
    values[open] = value;
    open++;
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
