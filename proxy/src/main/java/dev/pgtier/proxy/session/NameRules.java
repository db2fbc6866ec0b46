package dev.pgtier.proxy.session;

import dev.pgtier.policies.Tier;
import dev.pgtier.policies.analysis.NameUse;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.decision.StatementDecision;
import dev.pgtier.policies.judge.Judgement;
import dev.pgtier.proxy.record.Behind;
import dev.pgtier.proxy.session.Pending.Undo;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;

/**
 * Whether what statements say of prepared statements and cursors is of what was allowed, and what
 * becomes of the names when they run.
 */
final class NameRules {
  private final Names names;
  private final Injected injected;
  private final ReadOnly readOnly;
  private final Opinions opinions;
  private final Supplier<Tier> tier;

  /**
   * Of one session.
   *
   * @param readOnly null where the tier is not
   * @param tier the one in force
   */
  NameRules(
      Names names, Injected injected, ReadOnly readOnly, Opinions opinions, Supplier<Tier> tier) {
    this.names = names;
    this.injected = injected;
    this.readOnly = readOnly;
    this.opinions = opinions;
    this.tier = tier;
  }

  // whether they may be used

  /**
   * Whether the names that statements use are of what was allowed, and still is.
   *
   * @return why not; null if they are; {@link Refusal#WAIT} until that is known
   */
  Refusal check(List<StatementAnalysis> statements) {
    Set<String> defined = null;
    for (StatementAnalysis statement : statements) {
      for (NameUse use : statement.names()) {
        String key = use.kind() + use.name();
        if (Names.reserved(use.name())) {
          return Refusal.reservedName(use.name());
        } else if (use.action() == NameUse.Action.DEFINE) {
          if (use.kind() == NameUse.Kind.STATEMENT && !names.mayDefine(use.name())) {
            return Refusal.tooManyStatements(tier.get());
          }
          defined = defined == null ? new HashSet<>() : defined;
          defined.add(key);
        } else if (use.action() == NameUse.Action.USE
            && (defined == null || !defined.contains(key))) {
          Refusal refusal =
              use.kind() == NameUse.Kind.STATEMENT
                  ? usable(names.statement(use.name()), use.name())
                  : fetchable(names.portal(use.name()), use.name());
          if (refusal != null) {
            return refusal;
          }
        }
      }
    }
    return null;
  }

  private Refusal usable(Prepared statement, String name) {
    if (statement == null) {
      return readOnly == null ? null : orAborted(Refusal.noStatement(name));
    }
    return readOnly != null && statement.conduct() != Conduct.QUERY
        ? Refusal.executeOfControl(tier.get(), name)
        : current(statement);
  }

  private Refusal fetchable(Portal portal, String name) {
    if (portal == null) {
      return readOnly == null ? null : orAborted(Refusal.noCursor(name));
    }
    return readOnly != null && portal.statement().conduct() != Conduct.QUERY
        ? Refusal.executeOfControl(tier.get(), name)
        : null;
  }

  /** In a failed block the server looks for no name. */
  private Refusal orAborted(Refusal refusal) {
    return readOnly.failedBlock() ? Refusal.aborted() : refusal;
  }

  /** Whether a statement that was allowed would be allowed now; as {@link #check} answers. */
  Refusal current(Prepared statement) {
    Judgement now = statement.types().isEmpty() ? null : opinions.types(statement.types());
    if (now != null && now.decision().denied()) {
      return Refusal.of(now);
    } else if (now != null || statement.types().isEmpty()) {
      now = opinions.current(statement);
    }
    if (now == null) {
      return Refusal.WAIT;
    }
    statement.judged(now);
    return Refusal.of(now);
  }

  /** What stands behind the names that statements use, for the audit; null if none uses any. */
  Behind behind(Judgement judgement) {
    List<StatementDecision> each = judgement.decision().statements();
    if (!useNames(judgement.statements())) {
      return null;
    }
    List<StatementDecision> found = new ArrayList<>();
    Map<NameUse, StatementDecision> defined = new HashMap<>();
    for (StatementDecision statement : each) {
      StatementDecision behind = null;
      for (NameUse use : statement.analysis().names()) {
        NameUse definition = new NameUse(use.kind(), NameUse.Action.DEFINE, use.name());
        if (use.action() == NameUse.Action.DEFINE) {
          defined.put(definition, statement);
        } else if (use.action() == NameUse.Action.USE) {
          StatementDecision here = defined.get(definition);
          behind = here == null ? behind(definition) : here;
        }
      }
      found.add(behind);
    }
    return new Behind(found);
  }

  /** Without a stream: it is asked of every Execute, and most use none. */
  private static boolean useNames(List<StatementAnalysis> statements) {
    for (StatementAnalysis statement : statements) {
      if (!statement.names().isEmpty()) {
        return true;
      }
    }
    return false;
  }

  /** What was prepared or declared under this name before; null if it is not known. */
  private StatementDecision behind(NameUse definition) {
    Prepared statement;
    if (definition.kind() == NameUse.Kind.STATEMENT) {
      statement = names.statement(definition.name());
    } else {
      Portal portal = names.portal(definition.name());
      statement = portal == null ? null : portal.statement();
    }
    if (statement == null) {
      return null;
    }
    List<StatementDecision> text = statement.judgement().decision().statements();
    return text.stream()
        .filter(one -> one.analysis().names().contains(definition))
        .findFirst()
        .orElse(text.isEmpty() ? null : text.get(0));
  }

  // what becomes of them

  /** What the statements of a Query do to names; null where that is nothing. */
  Run run(String sql, List<StatementAnalysis> statements, Judgement judgement) {
    if (!useNames(statements)) {
      return null;
    }
    QueryRun run = new QueryRun(cursor(statements));
    for (StatementAnalysis statement : statements) {
      String text = statements.size() == 1 ? sql : statement.textIn(sql);
      run.add(run(text, statement, judgement));
    }
    return run;
  }

  private Undo run(String sql, StatementAnalysis statement, Judgement judgement) {
    Undo all = null;
    for (NameUse use : statement.names()) {
      Undo one = names.run(use, new Prepared(sql, Conduct.QUERY, judgement));
      if (one != null) {
        Undo before = all;
        all =
            before == null
                ? one
                : () -> {
                  one.undo();
                  before.undo();
                };
      }
      if (use.kind() == NameUse.Kind.STATEMENT
          && use.action() == NameUse.Action.DROP
          && use.name().isEmpty()) {
        injected.discarded();
      }
    }
    return all;
  }

  /** The cursor that a FETCH by itself is of. */
  private Portal cursor(List<StatementAnalysis> statements) {
    NameUse use = statements.size() == 1 ? statements.get(0).names().get(0) : null;
    return use != null && use.kind() == NameUse.Kind.CURSOR && use.action() == NameUse.Action.USE
        ? names.portal(use.name())
        : null;
  }

  /** What an Execute does to names. */
  Run run(Portal portal) {
    Prepared statement = portal.statement();
    Undo undo =
        statement.analysis().map(a -> run(statement.sql(), a, statement.judgement())).orElse(null);
    return new PortalRun(portal, undo);
  }
}
