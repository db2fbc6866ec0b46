package dev.pgtier.policies.analysis;

import dev.pgtier.parser.Node;
import dev.pgtier.parser.ParseResult;
import dev.pgtier.parser.ParseTree;
import dev.pgtier.parser.Refused;
import dev.pgtier.parser.Statement;
import dev.pgtier.parser.SyntaxError;

/** Turns what the parser says of a text into what rules ask of it. */
public final class Analyzer {
  private Analyzer() {}

  /** Never throws: what is not understood is a result. */
  public static Reading read(ParseResult parsed) {
    if (parsed instanceof ParseTree tree) {
      return new Script(tree.statements().stream().map(Analyzer::statement).toList());
    } else if (parsed instanceof SyntaxError error) {
      return new Unreadable(Unreadable.Kind.SYNTAX, error.message(), error.position());
    } else if (parsed instanceof Refused refused) {
      return new Unreadable(kind(refused.reason()), refused.message(), 0);
    }
    throw new AssertionError(parsed);
  }

  private static Unreadable.Kind kind(Refused.Reason reason) {
    return switch (reason) {
      case TOO_LONG, COMMENTS_TOO_DEEP, OPERATOR_TOO_LONG, NUL, LONE_SURROGATE, TOO_DEEP ->
          Unreadable.Kind.LIMIT;
      case OUT_OF_MEMORY, DEADLINE, QUEUE_FULL, CLOSED, FAILED -> Unreadable.Kind.FAILED;
    };
  }

  /** One statement; opaque if there is anything in it that the walk does not know. */
  static StatementAnalysis statement(Statement statement) {
    return statement(statement, NodeTable.get());
  }

  static StatementAnalysis statement(Statement statement, NodeTable table) {
    Node node = statement.node();
    try {
      Walk walk = new Walk(table);
      walk.node(node, Context.TOP);
      if (node.is("SelectStmt")) {
        select(walk.found, node);
      }
      if (OutsideBlock.is(node)) {
        walk.found.traits.add(Trait.OUTSIDE_BLOCK);
      }
      return walk.found.analysis(statement);
    } catch (OpaqueException e) {
      return opaque(statement, e.getMessage());
    } catch (StackOverflowError e) {
      return opaque(statement, "it is nested too deeply");
    } catch (IllegalArgumentException e) {
      // A field that is of another kind than the walk takes it for.
      return opaque(statement, "it is not as expected: " + e.getMessage());
    }
  }

  private static StatementAnalysis opaque(Statement statement, String why) {
    return StatementAnalysis.opaque(
        statement.start(), statement.length(), statement.node().tag(), why);
  }

  private static void select(Collector found, Node node) {
    found.traits.add(Trait.SELECTS);
    if (node.has("limitCount")) {
      found.traits.add(Trait.LIMITED);
    }
    if (SetConfig.is(node)) {
      found.settings.replaceAll(SetConfig::alone);
    }
  }
}
