package dev.pgtier.parser.outliner;

import java.util.Arrays;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * The node types of PostgreSQL's parse tree and their fields, out of the TypeScript declarations
 * that ship with libpg-query. The tree itself leaves them out: where C declares a {@code RangeVar
 * *}, its JSON has only the fields of it.
 */
final class NodeTypes {
  private static final Pattern INTERFACE =
      Pattern.compile("export interface (\\w+) \\{(.*?)\\n}", Pattern.DOTALL);
  private static final Pattern FIELD = Pattern.compile("\\b(\\w+)\\?: (\\w+)(\\[])?;");
  private static final Set<String> SCALARS = Set.of("string", "number", "bigint", "boolean");

  private NodeTypes() {}

  /**
   * A line for each node type: its name, then {@code field:kind}, where kind is {@code text},
   * {@code integer}, {@code flag}, {@code node} or the node type it always is, a list of them with
   * {@code []} behind.
   */
  static String describe(String declarations) {
    Map<String, String> bodies = new TreeMap<>();
    Matcher type = INTERFACE.matcher(declarations);
    while (type.find()) {
      bodies.put(type.group(1), type.group(2));
    }
    if (bodies.size() < 200 || !bodies.containsKey("SelectStmt")) {
      throw new BuildException("@pgsql/types does not declare the node types as it used to");
    }
    return bodies.entrySet().stream()
        .map(entry -> entry.getKey() + fields(entry.getValue(), bodies.keySet()) + "\n")
        .collect(Collectors.joining());
  }

  private static String fields(String body, Set<String> types) {
    long declared = Arrays.stream(body.split("\n", -1)).filter(line -> !line.isBlank()).count();
    Set<String> fields = new TreeSet<>();
    Matcher field = FIELD.matcher(body);
    while (field.find()) {
      String list = field.group(3) == null ? "" : "[]";
      fields.add(" " + field.group(1) + ":" + kind(field.group(2), types) + list);
    }
    if (fields.size() != declared) {
      throw new BuildException("cannot read a declaration in @pgsql/types: " + body);
    }
    return String.join("", fields);
  }

  private static String kind(String type, Set<String> types) {
    if (type.equals("Node")) {
      return "node";
    } else if (SCALARS.contains(type)) {
      return switch (type) {
        case "string" -> "text";
        case "boolean" -> "flag";
        default -> "integer";
      };
    }
    // What is no node type is an enumeration; its values are written by name.
    return types.contains(type) ? type : "text";
  }
}
