package dev.pgtier.parser;

import java.util.Map;

/**
 * A node type of PostgreSQL's tree.
 *
 * @param name in C
 */
record NodeType(String name, Map<String, Kind> fields) {

  /** How a value is written in JSON. */
  enum Form {
    TEXT,
    INTEGER,
    FLAG,
    /** A node with its type. */
    TAGGED,
    /** The fields of a node whose type the field tells. */
    BARE
  }

  /**
   * What a field holds.
   *
   * @param word {@code text}, {@code integer}, {@code flag}, {@code node} for any node, or the one
   *     node type that is always there; {@code []} behind it for a list
   * @param type that node type's name; "" for the others
   */
  record Kind(String word, Form form, boolean list, String type) {
    static Kind of(String word) {
      boolean list = word.endsWith("[]");
      String item = list ? word.substring(0, word.length() - 2) : word;
      Form form =
          switch (item) {
            case "text" -> Form.TEXT;
            case "integer" -> Form.INTEGER;
            case "flag" -> Form.FLAG;
            case "node" -> Form.TAGGED;
            default -> Form.BARE;
          };
      return new Kind(word, form, list, form == Form.BARE ? item : "");
    }
  }
}
