package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.gate.Transactions.Part;
import dev.pgtier.migrations.ledger.LedgerException;
import dev.pgtier.migrations.ledger.LedgerRecord.TableRows;
import dev.pgtier.migrations.schema.SchemaReader;
import dev.pgtier.policies.Effect;
import dev.pgtier.policies.analysis.TransactionUse.Kind;
import dev.pgtier.policies.deploy.DeployRun.Answer;
import dev.pgtier.policies.deploy.DeployRun.Block;
import dev.pgtier.policies.deploy.DeployRun.Ended;
import dev.pgtier.policies.deploy.DeployRun.Failure;
import dev.pgtier.policies.deploy.DeployRun.Incoming;
import dev.pgtier.policies.deploy.DeployRun.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** A session within a file, from the file's first statement to its end or until it breaks off. */
final class FileRun {
  /** What is no write, so that it does not use an approval up. */
  private static final Set<Effect> NO_WRITE =
      Set.of(Effect.TRANSACTION, Effect.SESSION, Effect.SHOW);

  /** After which the server may have committed all the same. */
  private static final List<String> LOST = List.of("08", "57P", "58", "XX");

  private final GateRun gate;
  private final GateOptions options;
  private final Set<String> live;
  private final Frame frame;
  private List<Candidate> open;
  private RunRecords records;
  private Transactions transactions;
  private String schema;
  private Incoming incoming;

  /** The index of the statement that comes next, or is under way. */
  private int index;

  private Underway under = Underway.NOTHING;

  /** How many statements of the file are safe. */
  private int committed;

  /** Whether all of the file has run, in a block that its client has yet to commit. */
  private boolean awaitsCommit;

  private List<TableRows> rows = List.of();

  /** What the server counted when the transaction began to write. */
  private List<TableRows> before = List.of();

  /**
   * In what the file runs.
   *
   * @param wrapped a block of the gate's own
   * @param clients a block that its client began before it
   */
  record Frame(boolean wrapped, boolean clients) {}

  /** Of files that begin alike, at the first statement. */
  FileRun(
      GateRun gate,
      GateOptions options,
      Set<String> live,
      List<Candidate> open,
      String schema,
      Frame frame) {
    this.gate = gate;
    this.options = options;
    this.live = live;
    this.schema = schema;
    this.frame = frame;
    this.index = open.get(0).from();
    this.committed = index;
    narrow(open);
  }

  /** Nothing is recorded before one is left. */
  private void narrow(List<Candidate> matching) {
    open = matching;
    transactions = file().transactions();
    if (records == null || !records.hasStarted()) {
      records = new RunRecords(options, live, file());
    }
  }

  private Candidate file() {
    return open.get(0);
  }

  // what its client sends

  Step statement(Incoming statement) {
    incoming = statement;
    under = Underway.NOTHING;
    if (awaitsCommit) {
      return clientsEnd();
    }
    List<Candidate> matching = open.stream().filter(this::isNext).toList();
    if (!matching.isEmpty()) {
      narrow(matching);
      return proceed();
    }
    if (incoming.transaction().equals(Optional.of(Kind.ROLLBACK))) {
      broken("", "its client rolled it back");
      return new Step.Go();
    }
    return other(Refusals.order(file(), index));
  }

  private boolean isNext(Candidate candidate) {
    return incoming.digest().filter(digest -> candidate.isNext(index, digest)).isPresent();
  }

  private Step clientsEnd() {
    Optional<Kind> kind = incoming.transaction();
    if (kind.equals(Optional.of(Kind.COMMIT))) {
      return let(Underway.COMMIT);
    }
    return kind.equals(Optional.of(Kind.ROLLBACK))
        ? let(Underway.STATEMENT)
        : other(Refusals.ended(file()));
  }

  private Step other(Step.Refuse refusal) {
    return ClientReads.isHarmlessInside(incoming) ? gate.harmless() : refuse(refusal);
  }

  private Step let(Underway what) {
    under = what;
    return new Step.Go();
  }

  /** The statement at hand is the next one of what is open. */
  private Step proceed() {
    int number = transactions.number(index);
    if (!NO_WRITE.contains(incoming.effect()) && !records.hasStarted(number)) {
      return open.size() > 1 ? refuse(Refusals.ambiguous(open)) : writes(number);
    }
    if (!file().isCommit(index)) {
      return let(Underway.STATEMENT);
    }
    boolean last = index == file().lastCommit();
    return gate.ask(Proof.statements(file(), last), answer -> proved(last, answer));
  }

  /** The first statement of a transaction that may write. */
  private Step writes(int number) {
    boolean changed =
        records.hasStarted()
            && transactions.parts().subList(0, number - 1).stream().anyMatch(it -> !it.dataOnly());
    boolean inBlock = frame.wrapped() || frame.clients() || incoming.block() == Block.OPEN;
    TransactionStart start = new TransactionStart(inBlock, changed);
    before = List.of();
    if (start.questions().isEmpty()) {
      return start(number, "");
    }
    return gate.ask(
        start.questions(),
        answer -> {
          if (answer.failure().isPresent()) {
            return refuse(Refusals.asked(answer.failure().get()));
          }
          schema = start.schema(answer, schema);
          before = start.rows(answer);
          return start(number, start.xid(answer));
        });
  }

  private Step start(int number, String xid) {
    try {
      return records.start(number, schema, gate.principal(), gate.session(), xid)
          ? let(Underway.STATEMENT)
          : refuse(Refusals.running(file().running()));
    } catch (LedgerException e) {
      return refuse(Refusals.ledger(e));
    }
  }

  /** Before a COMMIT of the file's. */
  private Step proved(boolean last, Answer answer) {
    Optional<Step.Refuse> problem = problem(last, answer);
    return problem.isPresent() ? refuse(problem.get()) : let(Underway.COMMIT);
  }

  private Optional<Step.Refuse> problem(boolean last, Answer answer) {
    if (answer.failure().isPresent()) {
      return Optional.of(Refusals.check("a check failed: " + answer.failure().get().message()));
    }
    List<TableRows> sum = Proof.sum(rows, Proof.rows(answer.rows(), before));
    Optional<Step.Refuse> problem =
        Proof.problem(file(), last, answer.rows(), sum).map(Refusals::check);
    if (problem.isEmpty()) {
      rows = sum;
    }
    return problem;
  }

  /** What breaks the file off; a block of the gate's own is ended first. */
  private Step refuse(Step.Refuse refusal) {
    broken(refusal.sqlState(), refusal.reason());
    return frame.wrapped() ? gate.ask(List.of("ROLLBACK"), answer -> refusal) : refusal;
  }

  Step copied(String sha256) {
    boolean same =
        under == Underway.STATEMENT && file().statements().get(index).data().equals(sha256);
    // The COPY fails by it, and the end of that breaks the file off.
    return same ? new Step.Go() : Refusals.data(file(), Math.min(index, file().size() - 1));
  }

  // what has ended

  Step ended(Ended ended) {
    Underway what = under;
    under = Underway.NOTHING;
    if (what == Underway.NOTHING) {
      return new Step.Go();
    }
    if (ended.failure().isPresent()) {
      return failed(what, ended.failure().get());
    }
    if (awaitsCommit) {
      if (what == Underway.COMMIT) {
        return complete();
      }
      broken("", "its client rolled it back");
      return new Step.Go();
    }
    index++;
    if (ended.block() == Block.NONE && !frame.wrapped()) {
      committed = index;
    }
    if (index < file().size()) {
      return new Step.Go();
    }
    if (frame.wrapped() || frame.clients() || ended.block() == Block.OPEN) {
      return gate.ask(Proof.statements(file(), true), this::finished);
    }
    boolean unproved = file().lastCommit() < 0 && !file().checks().isEmpty();
    return unproved ? gate.ask(Proof.afterwards(file()), this::afterwards) : complete();
  }

  private Step failed(Underway what, Failure failure) {
    if (what == Underway.COMMIT && LOST.stream().anyMatch(failure.sqlState()::startsWith)) {
      forget();
    } else {
      broken(failure.sqlState(), failure.message());
    }
    return frame.wrapped() ? gate.ask(List.of("ROLLBACK"), answer -> new Step.Go()) : new Step.Go();
  }

  /** All statements have run and none of them commits. */
  private Step finished(Answer answer) {
    Optional<Step.Refuse> problem = problem(true, answer);
    if (problem.isPresent()) {
      broken(problem.get().sqlState(), problem.get().reason());
      return gate.ask(List.of("ROLLBACK"), done -> problem.get());
    }
    if (!frame.wrapped()) {
      awaitsCommit = true;
      return new Step.Go();
    }
    under = Underway.COMMIT;
    return gate.ask(List.of("COMMIT"), this::committed);
  }

  private Step committed(Answer answer) {
    under = Underway.NOTHING;
    if (answer.failure().isEmpty()) {
      return complete();
    }
    Step.Refuse refusal = Refusals.asked(answer.failure().get());
    failed(Underway.COMMIT, answer.failure().get());
    return refusal;
  }

  /** Nothing of it could be asked before a COMMIT, as each statement commits by itself. */
  private Step afterwards(Answer answer) {
    Optional<String> problem = Proof.afterwards(file(), answer);
    if (problem.isEmpty()) {
      return complete();
    }
    Step.Refuse refusal = Refusals.checkedTooLate(problem.get());
    broken(refusal.sqlState(), refusal.reason());
    return gate.ask(List.of("ROLLBACK"), done -> refusal);
  }

  private Step complete() {
    if (!records.hasStarted()) {
      // It changed nothing, so its approval is not used up.
      forget();
      return new Step.Go();
    }
    return gate.ask(SchemaReader.statements(false), this::applied);
  }

  private Step applied(Answer answer) {
    String after = answer.failure().isPresent() ? "" : Preflight.schemaAlone(answer);
    try {
      records.applied(rows, after);
      return new Step.Go();
    } catch (LedgerException e) {
      // It is committed: the next session finds that out by its transaction.
      return Refusals.unrecorded(e);
    } finally {
      forget();
    }
  }

  // what breaks it off

  private void broken(String sqlState, String reason) {
    if (records.hasStarted()) {
      try {
        records.failed(index, committed, sqlState, reason);
      } catch (LedgerException e) {
        // It stays "started": the next session finds out by its transaction how it ended.
        forget();
        return;
      }
    }
    forget();
  }

  private void forget() {
    records.over();
    gate.over();
  }

  /** The session is over. */
  void closed() {
    Part part = transactions.part(transactions.number(Math.min(index, file().size() - 1)));
    if (under == Underway.COMMIT) {
      forget();
    } else if (under == Underway.STATEMENT && !part.block()) {
      broken(
          Resumption.UNKNOWN,
          "its session ended while this statement ran outside of a transaction; look at production"
              + " for whether it happened");
    } else if (!awaitsCommit || under == Underway.NOTHING) {
      broken("", "its session ended");
    } else {
      forget();
    }
  }
}
