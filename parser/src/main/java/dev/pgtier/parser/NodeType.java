package dev.pgtier.parser;

import java.util.Map;

/**
 * A node type of PostgreSQL's tree.
 *
 * @param name in C
 * @param fields field → {@code text}, {@code integer}, {@code flag}, {@code node} for any node, or
 *     the one node type that is always there; {@code []} behind it for a list
 */
record NodeType(String name, Map<String, String> fields) {}
