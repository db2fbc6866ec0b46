package dev.pgtier.proxy.session;

import dev.pgtier.policies.analysis.SettingUse;
import dev.pgtier.policies.analysis.StatementAnalysis;
import dev.pgtier.policies.analysis.TransactionUse;
import dev.pgtier.proxy.session.Pending.Kind;
import dev.pgtier.proxy.session.Pending.Undo;
import dev.pgtier.proxy.wire.Parse;
import dev.pgtier.proxy.wire.Query;
import io.netty.buffer.ByteBuf;
import java.util.List;

/**
 * Keeps a read-only session in READ ONLY transactions that end in ROLLBACK, whatever its client
 * says of transactions, and lets the client see what it would have seen.
 *
 * <p>One group of messages, to its Sync or Query, is underway at a time: each begins in a state
 * that the server itself has told. Within a group each message is sent as if those before it
 * succeed; if one does not, the server skips the others.
 */
final class ReadOnly {
  /** The transaction as it is when the next message is run. */
  private enum Transaction {
    NONE,
    /** The proxy's own, around statements outside of any block. */
    WRAPPED,
    /** The client's block. */
    BLOCK,
    FAILED
  }

  /** What becomes of a ReadyForQuery that the client is to see. */
  enum Verdict {
    PASS,
    /** The proxy's own transaction failed; it is rolled back first. */
    ROLL_BACK,
    /** Settings of a committed transaction were lost with a later error; they are said again. */
    SET_AGAIN,
    /** The transaction is not what it must be: the session cannot go on. */
    SURPRISE
  }

  private final Pending pending;
  private final Names names;
  private final Injected injected;
  private Transaction transaction = Transaction.NONE;
  private boolean snapshot;
  private boolean failed;
  private boolean again;
  private SettingsState settings;

  ReadOnly(Pending pending, Names names, Injected injected) {
    this.pending = pending;
    this.names = names;
    this.injected = injected;
    this.settings = SettingsState.begin(List.of("$user", "public"));
  }

  /** What the server said of its search_path before the client's first message. */
  void began(List<String> searchPath) {
    settings = SettingsState.begin(searchPath);
  }

  List<String> searchPath() {
    return settings.path();
  }

  boolean failedBlock() {
    return transaction == Transaction.FAILED;
  }

  // a Query

  /**
   * A Query of one statement that only runs, with no byte behind its text: outside of any block the
   * transaction around it is begun and ended in the same text, so that the server answers at once.
   */
  void query(StatementAnalysis statement, Splice frame, long now, Run run) {
    if (transaction == Transaction.NONE && settings.unsettled().isEmpty()) {
      names.dropUnnamed();
      frame.within(Injected.TEXT_BEFORE, Injected.TEXT_BEHIND);
      injected.around(now, run);
    } else {
      single("", statement, Conduct.QUERY, frame, now, run);
    }
  }

  /** A Query that may go upstream; {@code frame} takes it and what belongs around it. */
  void query(String sql, List<StatementAnalysis> statements, Splice frame, long now, Run run) {
    boolean first = !statements.isEmpty() && Conduct.of(statements.get(0)) == Conduct.BEGIN;
    Conduct last = statements.isEmpty() ? null : Conduct.of(statements.get(statements.size() - 1));
    if (statements.size() == 1) {
      single(sql, statements.get(0), last, frame, now, run);
    } else if (statements.isEmpty()) {
      frame.frame();
      ends(now, run, 0, frame);
    } else {
      several(sql, statements, first, last, frame, now, run);
    }
  }

  private void single(
      String sql, StatementAnalysis statement, Conduct conduct, Splice frame, long now, Run run) {
    prepareFor(conduct, frame);
    switch (conduct) {
      case QUERY, DECLARE, NEUTRAL, SETTING -> {
        SettingsState before = settings;
        if (conduct == Conduct.SETTING) {
          settings = settings.set(sql, statement.settings());
        }
        snapshot |= transaction == Transaction.BLOCK;
        frame.frame();
        ends(now, both(run, before), 0, frame);
      }
      case ALONE -> {
        SettingsState before = settings;
        discard(statement);
        frame.frame();
        ends(now, both(run, before), 0, frame);
      }
      case BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE, ROLLBACK_TO, SET_TRANSACTION -> {
        SettingsState before = settings;
        int flags = control(conduct, statement);
        if (conduct == Conduct.BEGIN || conduct == Conduct.COMMIT) {
          frame.instead(new Query(ControlText.of(statement)));
        } else {
          frame.frame();
        }
        ends(now, both(run, before), flags, frame);
      }
    }
  }

  private void several(
      String sql,
      List<StatementAnalysis> statements,
      boolean begins,
      Conduct last,
      Splice frame,
      long now,
      Run run) {
    boolean ends = last == Conduct.COMMIT || last == Conduct.ROLLBACK;
    boolean sets = statements.stream().allMatch(s -> sets(Conduct.of(s)) || s.tidiesUp());
    if (begins && transaction == Transaction.WRAPPED) {
      unwrap(frame);
    }
    if (transaction == Transaction.NONE && !begins && !sets) {
      wrap(frame);
    } else if (transaction == Transaction.BLOCK && !snapshot) {
      injected.snapshot(frame.out());
      snapshot = true;
    }
    SettingsState before = settings;
    int flags = transaction == Transaction.WRAPPED ? Pending.WRAPPED : 0;
    if (sets) {
      for (StatementAnalysis statement : statements) {
        settings = settings.set(statement.textIn(sql), statement.settings());
      }
    }
    if (begins) {
      flags |= control(Conduct.BEGIN, statements.get(0));
    }
    snapshot |=
        transaction == Transaction.BLOCK
            && statements.stream().map(Conduct::of).anyMatch(ReadOnly::takesSnapshot);
    if (ends) {
      flags |= control(last, statements.get(statements.size() - 1));
    }
    if (begins || last == Conduct.COMMIT) {
      frame.instead(new Query(ControlText.of(sql, statements, begins, last == Conduct.COMMIT)));
    } else {
      frame.frame();
    }
    ends(now, both(run, before), flags, frame);
  }

  private static boolean takesSnapshot(Conduct conduct) {
    return conduct == Conduct.QUERY || conduct == Conduct.DECLARE;
  }

  private static boolean sets(Conduct conduct) {
    return conduct == Conduct.SETTING || conduct == Conduct.ALONE;
  }

  /** A Query is sent, and with it ends its group. */
  private void ends(long now, Run run, int withFlags, Splice frame) {
    int flags = withFlags;
    names.dropUnnamed();
    if (transaction == Transaction.WRAPPED) {
      flags |= Pending.WRAPPED | Pending.HIDE_READY;
      pending.sent(Kind.QUERY, now, run, flags);
      end(frame);
      injected.sync(frame.out());
    } else if (transaction == Transaction.NONE && !settings.unsettled().isEmpty()) {
      pending.sent(Kind.QUERY, now, run, flags | Pending.HIDE_READY);
      injected.again(frame.out(), settings.unsettled());
      injected.sync(frame.out());
    } else {
      pending.sent(Kind.QUERY, now, run, flags);
    }
  }

  /** A refused Query, in whose place {@link Unparsable#QUERY} is sent. */
  int refusedFlags() {
    return transaction == Transaction.WRAPPED ? Pending.WRAPPED : 0;
  }

  // the extended protocol

  /** A Parse that may go upstream. */
  void parse(String name, Prepared statement, Splice frame, long now, Undo undo) {
    Conduct conduct = statement.conduct();
    if (conduct == Conduct.QUERY && transaction == Transaction.NONE) {
      wrap(frame);
    }
    if (conduct == Conduct.BEGIN || conduct == Conduct.COMMIT) {
      frame.instead(new Parse(name, ControlText.of(statement.analysis().orElseThrow()), List.of()));
    } else {
      frame.frame();
    }
    pending.sent(Kind.PARSE, now, undo, refusedFlags());
  }

  /** A Bind, or a Describe of a statement, of which {@code conduct} is. */
  void use(Kind kind, Conduct conduct, Splice frame, long now, Undo undo) {
    if (kind == Kind.BIND) {
      prepareFor(conduct, frame);
    } else if (conduct == Conduct.QUERY && transaction == Transaction.NONE) {
      wrap(frame);
    }
    frame.frame();
    pending.sent(kind, now, undo, refusedFlags());
  }

  /** An Execute of a portal of {@code statement}; {@code note} is told of its end. */
  void execute(Prepared statement, Splice frame, long now, Run note) {
    Conduct conduct = statement.conduct();
    SettingsState before = settings;
    boolean wrapped = transaction == Transaction.WRAPPED;
    int flags = wrapped ? Pending.WRAPPED : 0;
    frame.frame();
    StatementAnalysis analysis = statement.analysis().orElse(null);
    switch (conduct) {
      case QUERY, DECLARE -> snapshot |= transaction == Transaction.BLOCK;
      case NEUTRAL -> {}
      case SETTING -> settings = settings.set(again(statement, analysis), analysis.settings());
      case ALONE -> discard(analysis);
      case BEGIN, COMMIT, ROLLBACK, SAVEPOINT, RELEASE, ROLLBACK_TO, SET_TRANSACTION ->
          flags |= control(conduct, analysis);
    }
    if (settings != before) {
      note.before(() -> settings = before);
    }
    pending.sent(Kind.EXECUTE, now, note, flags);
    boolean ended = conduct == Conduct.COMMIT || conduct == Conduct.ROLLBACK;
    if (ended && !settings.unsettled().isEmpty()) {
      injected.again(frame.out(), settings.unsettled());
    }
  }

  /** What is to be said again after COMMIT; null where only a parameter has the value. */
  private static String again(Prepared statement, StatementAnalysis analysis) {
    boolean bound =
        analysis.settings().stream()
            .anyMatch(use -> use.kind() == SettingUse.Kind.SET_CONFIG && use.values().isEmpty());
    return bound ? null : statement.sql();
  }

  /** A Sync ends the group. */
  void sync(Splice frame, long now) {
    // While the server skips, it would skip that too.
    if (transaction == Transaction.WRAPPED && !pending.skipping()) {
      end(frame);
    }
    frame.frame();
    pending.sent(Kind.SYNC, now, null, 0);
  }

  // what is around a statement

  private void prepareFor(Conduct conduct, Splice frame) {
    switch (conduct) {
      case QUERY -> {
        if (transaction == Transaction.NONE) {
          wrap(frame);
        }
      }
      case NEUTRAL, SETTING -> takeSnapshot(frame);
      case BEGIN, SET_TRANSACTION -> unwrap(frame);
      case SAVEPOINT, RELEASE, ROLLBACK_TO -> {
        if (transaction == Transaction.WRAPPED) {
          // The server will say that there is no block, and with that all is lost.
          settings = settings.rollback();
          end(frame);
        }
        takeSnapshot(frame);
      }
      // The server itself refuses a DECLARE outside of transactions, and DISCARD ALL in one.
      case DECLARE, ALONE, COMMIT, ROLLBACK -> {}
    }
  }

  private void takeSnapshot(Splice frame) {
    if (transaction == Transaction.BLOCK && !snapshot) {
      injected.snapshot(frame.out());
      snapshot = true;
    }
  }

  private void wrap(Splice frame) {
    injected.begin(frame.out());
    transaction = Transaction.WRAPPED;
  }

  private void unwrap(Splice frame) {
    if (transaction == Transaction.WRAPPED) {
      end(frame);
    }
  }

  /** Rolls the proxy's own transaction back, and says again what was set in it. */
  private void end(Splice frame) {
    SettingsState before = settings;
    injected.end(frame.out(), () -> settings = before);
    transaction = Transaction.NONE;
    settings = settings.commitByRollback();
    injected.again(frame.out(), settings.unsettled());
  }

  /**
   * A statement of transaction control is sent.
   *
   * @return flags for it
   */
  private int control(Conduct conduct, StatementAnalysis statement) {
    String name = statement.transaction().map(TransactionUse::name).orElse("");
    return switch (conduct) {
      case BEGIN -> {
        if (transaction == Transaction.NONE) {
          snapshot = false;
        }
        if (transaction != Transaction.FAILED) {
          transaction = Transaction.BLOCK;
        }
        yield 0;
      }
      case COMMIT -> {
        boolean commits = transaction != Transaction.FAILED;
        settings = commits ? settings.commitByRollback() : settings.rollback();
        transaction = Transaction.NONE;
        yield commits ? Pending.COMMIT_TAG : 0;
      }
      case ROLLBACK -> {
        settings = settings.rollback();
        transaction = Transaction.NONE;
        yield 0;
      }
      case SAVEPOINT -> {
        settings = settings.savepoint(name);
        yield 0;
      }
      case RELEASE -> {
        settings = settings.release(name);
        yield 0;
      }
      case ROLLBACK_TO -> {
        settings = settings.rollbackTo(name);
        if (transaction == Transaction.FAILED) {
          transaction = Transaction.BLOCK;
        }
        yield 0;
      }
      case QUERY, DECLARE, NEUTRAL, SETTING, ALONE, SET_TRANSACTION -> 0;
    };
  }

  private void discard(StatementAnalysis statement) {
    if (statement.names().isEmpty()) {
      return;
    }
    // DISCARD ALL; it fails in a block.
    if (transaction == Transaction.NONE) {
      settings = settings.discardAll();
      injected.discarded();
    }
  }

  private Run both(Run run, SettingsState before) {
    if (settings == before) {
      return run;
    }
    Run both = run == null ? new Run() : run;
    both.before(() -> settings = before);
    return both;
  }

  // what the server says

  /** An error has come that the client sees, or that the proxy hides. */
  void failed() {
    failed = true;
  }

  /** ReadyForQuery has come that the client is to see, after all of its group. */
  Verdict ready(byte status) {
    boolean error = failed;
    failed = false;
    Verdict verdict =
        switch (status) {
          case 'I' -> error || transaction == Transaction.NONE ? Verdict.PASS : Verdict.SURPRISE;
          case 'T' -> !error && transaction == Transaction.BLOCK ? Verdict.PASS : Verdict.SURPRISE;
          case 'E' -> error(error);
          default -> Verdict.SURPRISE;
        };
    if (verdict != Verdict.PASS) {
      return verdict;
    }
    transaction =
        switch (status) {
          case 'I' -> Transaction.NONE;
          case 'T' -> Transaction.BLOCK;
          default -> Transaction.FAILED;
        };
    if (transaction != Transaction.NONE) {
      return Verdict.PASS;
    }
    names.transactionEnded();
    snapshot = false;
    settings = error ? settings.rollback() : settings.commit().settled();
    if (settings.unsettled().isEmpty()) {
      again = false;
      return Verdict.PASS;
    }
    boolean twice = again;
    again = true;
    return twice ? Verdict.SURPRISE : Verdict.SET_AGAIN;
  }

  private Verdict error(boolean error) {
    if (!error) {
      return transaction == Transaction.FAILED ? Verdict.PASS : Verdict.SURPRISE;
    }
    return (pending.failedFlags() & Pending.WRAPPED) != 0 ? Verdict.ROLL_BACK : Verdict.PASS;
  }

  /** Rolls back, or says settings again, as {@link #ready} found; its end is the client's. */
  void mend(Verdict verdict, ByteBuf out) {
    transaction = Transaction.NONE;
    if (verdict == Verdict.ROLL_BACK) {
      // What was said again in the transaction is lost with it.
      failed = true;
      injected.rollback(out);
    } else {
      injected.again(out, settings.unsettled());
      injected.sync(out);
    }
  }

  /** Fails the client's block, because it was told of an error that the server does not know. */
  void fail(ByteBuf out) {
    injected.fail(out);
  }
}
