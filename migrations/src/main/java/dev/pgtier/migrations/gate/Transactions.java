package dev.pgtier.migrations.gate;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.analysis.TransactionUse.Kind;
import dev.pgtier.policies.script.ScriptStatement;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

/**
 * A file's transactions in their order: each is a block, or a statement that commits by itself. A
 * file that has neither BEGIN nor what must stand outside of a block is one transaction.
 */
record Transactions(List<Part> parts) {
  private static final Set<Kind> ENDS = EnumSet.of(Kind.COMMIT, Kind.ROLLBACK, Kind.PREPARE);

  /** What leaves the schema as it is. */
  private static final Set<Effect> DATA =
      EnumSet.of(
          Effect.READ,
          Effect.EXPLAIN,
          Effect.SHOW,
          Effect.CURSOR,
          Effect.TRANSACTION,
          Effect.SESSION,
          Effect.WRITE,
          Effect.COPY_IN,
          Effect.COPY_OUT,
          Effect.LOCK,
          Effect.NOTIFY);

  /**
   * One of them.
   *
   * @param from the index of its first statement
   * @param to the index behind its last one
   * @param block whether it has a BEGIN, the file's or the gate's
   * @param atomic whether nothing of it stays where it fails
   * @param dataOnly whether its statements leave the schema as it is
   */
  record Part(int from, int to, boolean block, boolean atomic, boolean dataOnly) {}

  Transactions {
    parts = List.copyOf(parts);
  }

  static Transactions of(List<ScriptStatement> statements) {
    boolean whole =
        statements.stream().noneMatch(s -> s.transaction().isPresent() || s.outsideBlock());
    if (whole) {
      return new Transactions(List.of(part(statements, 0, statements.size(), true)));
    }
    List<Part> parts = new ArrayList<>();
    boolean chained = false;
    for (int from = 0; from < statements.size(); ) {
      boolean block =
          chained || statements.get(from).transaction().filter(Kind.BEGIN::equals).isPresent();
      int to = from + 1;
      while (block && to < statements.size() && !ends(statements.get(to - 1))) {
        to++;
      }
      parts.add(part(statements, from, to, block));
      chained =
          statements.get(to - 1).analysis().transaction().filter(use -> use.chain()).isPresent();
      from = to;
    }
    return new Transactions(parts);
  }

  /** A file of which only this is known, that it was one transaction. */
  static Transactions single(int statements) {
    return new Transactions(List.of(new Part(0, statements, true, true, false)));
  }

  private static boolean ends(ScriptStatement statement) {
    return statement.transaction().filter(ENDS::contains).isPresent();
  }

  private static Part part(List<ScriptStatement> statements, int from, int to, boolean block) {
    List<ScriptStatement> own = statements.subList(from, to);
    return new Part(
        from,
        to,
        block,
        own.stream().noneMatch(ScriptStatement::outsideBlock),
        own.stream().allMatch(s -> DATA.contains(s.effect())));
  }

  int size() {
    return parts.size();
  }

  /** The number, from 1, of the one that a statement is in. */
  int number(int statement) {
    int number = 1;
    while (parts.get(number - 1).to() <= statement) {
      number++;
    }
    return number;
  }

  /** By its number, from 1. */
  Part part(int number) {
    return parts.get(number - 1);
  }

  boolean isStart(int statement) {
    return parts.stream().anyMatch(part -> part.from() == statement);
  }

  /** Whether what begins at a statement leaves the schema as it is. */
  boolean isDataOnlyFrom(int statement) {
    return parts.stream().filter(part -> part.from() >= statement).allMatch(Part::dataOnly);
  }
}
