package dev.pgtier.proxy.session;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.analysis.NameUse;
import dev.pgtier.policies.analysis.SettingUse;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.analysis.Trait;
import java.util.List;

/** How a statement is run in a read-only tier: what it needs of the transaction around it. */
enum Conduct {
  /** In a READ ONLY transaction; it takes a snapshot before it runs anything. */
  QUERY,
  /** DECLARE: the same, but only in a block of the client's. */
  DECLARE,
  /** In whatever there is, and nothing is opened for it: FETCH, CLOSE, DEALLOCATE. */
  NEUTRAL,
  /**
   * SET, RESET, SHOW: outside of blocks, so that it lasts; in one it is said again after COMMIT.
   */
  SETTING,
  /** DISCARD: in no transaction at all. */
  ALONE,
  BEGIN,
  COMMIT,
  ROLLBACK,
  SAVEPOINT,
  RELEASE,
  ROLLBACK_TO,
  SET_TRANSACTION;

  static Conduct of(StatementAnalysis statement) {
    if (statement.transaction().isPresent()) {
      return switch (statement.transaction().get().kind()) {
        case BEGIN -> BEGIN;
        case COMMIT -> COMMIT;
        case ROLLBACK -> ROLLBACK;
        case SAVEPOINT -> SAVEPOINT;
        case RELEASE -> RELEASE;
        case ROLLBACK_TO -> ROLLBACK_TO;
        case SET, SET_SNAPSHOT -> SET_TRANSACTION;
        case SET_CHARACTERISTICS -> SETTING;
        case PREPARE, COMMIT_PREPARED, ROLLBACK_PREPARED -> ALONE;
      };
    } else if (statement.has(Trait.DISCARD)) {
      return ALONE;
    } else if (statement.has(Trait.SETS)
        || statement.effect() == Effect.SHOW
        || callsSetConfig(statement.settings())) {
      return SETTING;
    } else if (!statement.names().isEmpty()) {
      return named(statement.names().get(0));
    }
    return QUERY;
  }

  /** Without a stream: it is asked of every statement, and most have none. */
  private static boolean callsSetConfig(List<SettingUse> settings) {
    for (SettingUse setting : settings) {
      if (setting.kind() == SettingUse.Kind.SET_CONFIG) {
        return true;
      }
    }
    return false;
  }

  private static Conduct named(NameUse use) {
    return switch (use.kind()) {
      case STATEMENT -> use.action() == NameUse.Action.DROP ? NEUTRAL : QUERY;
      case CURSOR -> use.action() == NameUse.Action.DEFINE ? DECLARE : NEUTRAL;
    };
  }
}
