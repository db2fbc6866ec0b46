package dev.pgtier.migrations.validate;

import dev.pgtier.policies.analysis.TransactionUse;
import dev.pgtier.policies.script.Script;
import dev.pgtier.policies.script.ScriptStatement;
import java.util.List;
import java.util.Optional;

/** Whether a file is one transaction, so that it happens as a whole or not at all. */
final class Atomicity {
  private Atomicity() {}

  static boolean of(Script script) {
    if (FileRun.isWrapped(script)) {
      return true;
    }
    List<ScriptStatement> statements = script.statements();
    long ends =
        statements.stream()
            .filter(s -> is(s, TransactionUse.Kind.COMMIT) || is(s, TransactionUse.Kind.ROLLBACK))
            .count();
    return ends == 1
        && is(statements.get(0), TransactionUse.Kind.BEGIN)
        && is(statements.get(statements.size() - 1), TransactionUse.Kind.COMMIT);
  }

  static boolean is(ScriptStatement statement, TransactionUse.Kind kind) {
    return statement.transaction().equals(Optional.of(kind));
  }
}
