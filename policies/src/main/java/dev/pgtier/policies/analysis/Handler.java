package dev.pgtier.policies.analysis;

import dev.pgtier.parser.Node;

/** Sees to one kind of node, and to all that is below it. */
interface Handler {
  void handle(Walk walk, Node node, Context context);
}
