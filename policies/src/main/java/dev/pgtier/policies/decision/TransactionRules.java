package dev.pgtier.policies.decision;

import dev.pgtier.policies.analysis.SettingUse;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.analysis.Trait;
import dev.pgtier.policies.analysis.TransactionUse;
import java.util.List;
import java.util.Optional;

/** What a read-only tier keeps of transactions: they are READ ONLY and end in ROLLBACK. */
final class TransactionRules {
  private TransactionRules() {}

  /** One statement by itself. */
  static Optional<Denial> judge(Case situation, StatementAnalysis statement) {
    if (!situation.readOnly()) {
      return Optional.empty();
    }
    if (statement.has(Trait.HOLD)) {
      return Optional.of(
          new Denial(
              "cursor.hold",
              "a cursor WITH HOLD",
              "its query would run when the transaction ends, outside of READ ONLY"));
    }
    return statement.transaction().flatMap(use -> judge(situation, use));
  }

  private static Optional<Denial> judge(Case situation, TransactionUse use) {
    if (use.readOnly().equals(Optional.of(false))) {
      return denial(
          "transaction.read-write", "READ WRITE", "this tier's transactions are READ ONLY");
    }
    if (use.chain()) {
      return denial(
          "transaction.chain", "AND CHAIN", "the transaction behind it would not be READ ONLY");
    }
    return switch (use.kind()) {
      case PREPARE, COMMIT_PREPARED, ROLLBACK_PREPARED ->
          denial(
              "transaction.two-phase",
              "two-phase commit",
              "a prepared transaction outlives the session");
      case SET_SNAPSHOT ->
          denial(
              "transaction.snapshot",
              "SET TRANSACTION SNAPSHOT",
              "the tier takes its snapshot when the transaction begins");
      case BEGIN, SET -> isolation(situation, use, "transaction_");
      case SET_CHARACTERISTICS -> isolation(situation, use, "default_transaction_");
      case COMMIT, ROLLBACK, SAVEPOINT, RELEASE, ROLLBACK_TO -> Optional.empty();
    };
  }

  private static Optional<Denial> isolation(Case situation, TransactionUse use, String prefix) {
    String setting = prefix + (use.isolation().isPresent() ? "isolation" : "deferrable");
    boolean asks = use.isolation().isPresent() || use.deferrable();
    if (!asks || situation.tier().settings().allows(setting)) {
      return Optional.empty();
    }
    return denial(
        "settings.settable",
        "SET " + setting,
        setting + " is not among the settings that a client may change");
  }

  /** Several statements in one Query string, which the server runs without asking in between. */
  static Optional<Denial> judge(Case situation, List<StatementAnalysis> statements) {
    if (!situation.readOnly() || statements.size() < 2) {
      return Optional.empty();
    }
    boolean settingsOnly = statements.stream().allMatch(TransactionRules::setsOrTidiesUp);
    for (int i = 0; i < statements.size(); i++) {
      StatementAnalysis statement = statements.get(i);
      if (statement.transaction().isPresent()
          && !inPlace(statement.transaction().get().kind(), i, statements.size() - 1)) {
        return denial(
            "transaction.in-string",
            statement.command() + " between other statements",
            "a string of several statements may hold BEGIN only first and COMMIT or ROLLBACK only"
                + " last");
      }
      if (!settingsOnly && setsOnly(statement)) {
        return denial(
            "settings.in-string",
            statement.command() + " beside other statements",
            "settings are changed outside of the tier's transaction; send it by itself");
      }
    }
    return Optional.empty();
  }

  private static boolean inPlace(TransactionUse.Kind kind, int index, int last) {
    return switch (kind) {
      case BEGIN -> index == 0;
      case COMMIT, ROLLBACK -> index == last;
      case SAVEPOINT,
          RELEASE,
          ROLLBACK_TO,
          PREPARE,
          COMMIT_PREPARED,
          ROLLBACK_PREPARED,
          SET,
          SET_SNAPSHOT,
          SET_CHARACTERISTICS ->
          false;
    };
  }

  /** What a string of several statements may all do outside of the tier's transaction. */
  static boolean setsOrTidiesUp(StatementAnalysis statement) {
    return setsOnly(statement) || statement.tidiesUp();
  }

  private static boolean setsOnly(StatementAnalysis statement) {
    return statement.has(Trait.DISCARD)
        || statement.has(Trait.SETS)
        || statement.settings().stream().anyMatch(use -> use.kind() == SettingUse.Kind.SET_CONFIG);
  }

  private static Optional<Denial> denial(String rule, String subject, String reason) {
    return Optional.of(new Denial(rule, subject, reason));
  }
}
