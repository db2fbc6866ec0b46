package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.ledger.LedgerException;
import dev.pgtier.migrations.ledger.LedgerRecord;
import dev.pgtier.migrations.ledger.LedgerRecord.Direction;
import dev.pgtier.migrations.ledger.LedgerRecord.Started;
import dev.pgtier.migrations.ledger.LedgerRecord.TableRows;
import dev.pgtier.migrations.schema.Schema;
import dev.pgtier.migrations.schema.SchemaReader;
import dev.pgtier.migrations.state.MigrationState;
import dev.pgtier.migrations.state.Status;
import dev.pgtier.policies.Effect;
import dev.pgtier.policies.analysis.TransactionUse.Kind;
import dev.pgtier.policies.deploy.DeployRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.function.Function;

/**
 * One session at the gate. Between files it lets through what clients add; from the first statement
 * of a file on, only that file. What is asked of the server has its sequel in {@link #sequel}.
 */
final class GateRun implements DeployRun {
  /** What is no write, so that it does not use an approval up. */
  private static final Set<Effect> NO_WRITE =
      Set.of(Effect.TRANSACTION, Effect.SESSION, Effect.SHOW);

  private static final Set<Effect> READS = Set.of(Effect.READ, Effect.EXPLAIN);
  private static final String READ = "pgtier_read";

  /** How many statements of the prelude are before the schema's. */
  private static final int SETTINGS = 3;

  private final GateOptions options;
  private final Candidates candidates;
  private final String principal;
  private final String session;

  private Function<Answer, Step> sequel;
  private Incoming incoming;
  private List<Candidate> open = List.of();
  private final Set<String> resolved = new HashSet<>();

  /** How many statements of the file have ended well. */
  private int index;

  /** Whether the statement that was let go is the file's. */
  private boolean ofFile;

  private List<String> afterRead = List.of();
  private boolean wrapped;
  private boolean inClientsBlock;

  /** Whether all of the file has run, in a block that its client has yet to commit. */
  private boolean awaitsCommit;

  private boolean committing;
  private String run = "";
  private String schema = "";
  private int committed;
  private long began;
  private List<TableRows> rows = List.of();

  GateRun(GateOptions options, Candidates candidates, String principal, String session) {
    this.options = options;
    this.candidates = candidates;
    this.principal = principal;
    this.session = session;
  }

  @Override
  public Step statement(Incoming statement) {
    incoming = statement;
    ofFile = false;
    try {
      return open.isEmpty() ? first() : next();
    } catch (LedgerException e) {
      return Refusals.ledger(e);
    }
  }

  @Override
  public Step answered(Answer answer) {
    Function<Answer, Step> then = sequel;
    sequel = null;
    return then.apply(answer);
  }

  private Step ask(List<String> statements, Function<Answer, Step> then) {
    sequel = then;
    return new Step.Ask(statements);
  }

  // the first statement of a file

  private Step first() throws LedgerException {
    List<Candidate> all = candidates.current();
    List<Candidate> matching = all.stream().filter(this::isNext).toList();
    if (matching.isEmpty()) {
      if (incoming.harmless()) {
        return harmless();
      }
      Optional<MigrationState> unresolved = unresolved();
      return unresolved.isPresent() ? resolve(unresolved.get()) : Refusals.notApproved(all);
    }
    boolean mixed = matching.stream().map(Candidate::wrapped).distinct().count() > 1;
    if (mixed) {
      return Refusals.ambiguous(matching);
    }
    open = matching;
    index = 0;
    inClientsBlock = incoming.block() != Block.NONE;
    return ask(prelude(), this::schemaRead);
  }

  private boolean isNext(Candidate candidate) {
    return incoming.digest().filter(digest -> candidate.isNext(index, digest)).isPresent();
  }

  private List<String> prelude() {
    String local = inClientsBlock ? "LOCAL " : "";
    List<String> statements = new ArrayList<>();
    statements.add(setting(local + "lock_timeout", options.lockTimeout()));
    statements.add(setting(local + "statement_timeout", options.statementTimeout()));
    // By which the file's names are found, as when it was validated.
    statements.add("SET %ssearch_path TO DEFAULT".formatted(local));
    statements.addAll(SchemaReader.statements(inClientsBlock));
    return statements;
  }

  private static String setting(String name, Duration value) {
    return "SET %s = '%dms'".formatted(name, value.toMillis());
  }

  private Step schemaRead(Answer answer) {
    if (answer.failure().isPresent()) {
      forget();
      return Refusals.schemaUnread(answer.failure().get());
    }
    schema = Schema.of(answer.rows().get(SETTINGS + SchemaReader.ANSWER)).fingerprint();
    List<Candidate> fitting =
        open.stream().filter(candidate -> candidate.schema().equals(schema)).toList();
    if (fitting.isEmpty()) {
      Step refusal = Refusals.schema(open.get(0));
      forget();
      return refusal;
    }
    open = fitting;
    wrapped = !inClientsBlock && fitting.get(0).wrapped();
    return wrapped ? ask(List.of("BEGIN"), this::begun) : proceed();
  }

  private Step begun(Answer answer) {
    if (answer.failure().isPresent()) {
      forget();
      return Refusals.asked(answer.failure().get());
    }
    return proceed();
  }

  // the next ones

  private Step next() {
    if (awaitsCommit) {
      Optional<Kind> kind = incoming.transaction();
      boolean ends = kind.isPresent() && (kind.get() == Kind.COMMIT || kind.get() == Kind.ROLLBACK);
      if (ends) {
        ofFile = true;
        committing = kind.get() == Kind.COMMIT;
        return new Step.Go();
      }
      return isHarmlessInside() ? harmless() : refuse(Refusals.ended(open.get(0)));
    }
    List<Candidate> matching = open.stream().filter(this::isNext).toList();
    if (!matching.isEmpty()) {
      open = matching;
      return proceed();
    }
    if (incoming.transaction().equals(Optional.of(Kind.ROLLBACK))) {
      broken("", "its client rolled it back");
      return new Step.Go();
    }
    return isHarmlessInside() ? harmless() : refuse(Refusals.order(open.get(0), index));
  }

  /** The statement at hand is the next one of what is open. */
  private Step proceed() {
    Candidate file = open.get(0);
    boolean writes = !NO_WRITE.contains(incoming.effect());
    if (writes && run.isEmpty()) {
      if (open.size() > 1) {
        return refuse(Refusals.ambiguous(open));
      }
      boolean inBlock = wrapped || inClientsBlock || incoming.block() == Block.OPEN;
      return inBlock
          ? ask(
              List.of("SELECT pg_catalog.pg_current_xact_id()"),
              answer ->
                  answer.failure().isPresent()
                      ? refuse(Refusals.asked(answer.failure().get()))
                      : start(answer.rows().get(0).get(0).get(0)))
          : start("");
    }
    if (index == lastCommit(file)) {
      return ask(Proof.statements(file), this::proved);
    }
    ofFile = true;
    return new Step.Go();
  }

  private Step start(String xid) {
    Candidate file = open.get(0);
    String id = UUID.randomUUID().toString();
    try {
      boolean first =
          options
              .ledger()
              .append(
                  entries ->
                      isStill(file, entries)
                          ? Optional.of(
                              new Started(
                                  id,
                                  file.direction(),
                                  file.file(),
                                  file.sha256(),
                                  file.validation(),
                                  1,
                                  schema,
                                  principal,
                                  session,
                                  xid))
                          : Optional.empty())
              .isPresent();
      if (!first) {
        return refuse(Refusals.running(file.running()));
      }
    } catch (LedgerException e) {
      return refuse(Refusals.ledger(e));
    }
    run = id;
    began = System.nanoTime();
    ofFile = true;
    return new Step.Go();
  }

  /** Whether nobody else has begun it meanwhile. */
  private boolean isStill(Candidate file, List<dev.pgtier.migrations.ledger.LedgerEntry> entries) {
    Status status =
        MigrationState.of(
                entries, file.file(), file.sha256(), options.rules(), options.clock().instant())
            .status();
    return status == (file.direction() == Direction.APPLY ? Status.APPROVED : Status.APPLIED);
  }

  private static int lastCommit(Candidate file) {
    for (int i = file.size() - 1; i >= 0; i--) {
      if (file.statement(i).transaction().equals(Optional.of(Kind.COMMIT))) {
        return i;
      }
    }
    return -1;
  }

  /** Before the file's last COMMIT. */
  private Step proved(Answer answer) {
    Optional<Step.Refuse> problem = problem(answer);
    if (problem.isPresent()) {
      return refuse(problem.get());
    }
    ofFile = true;
    committing = true;
    return new Step.Go();
  }

  private Optional<Step.Refuse> problem(Answer answer) {
    if (answer.failure().isPresent()) {
      return Optional.of(Refusals.check("a check failed: " + answer.failure().get().message()));
    }
    rows = Proof.rows(answer.rows());
    return Proof.problem(open.get(0), answer.rows()).map(Refusals::check);
  }

  /** What breaks the file off; a block of the gate's own is ended first. */
  private Step refuse(Step.Refuse refusal) {
    boolean own = wrapped;
    broken(refusal.sqlState(), refusal.reason());
    return own ? ask(List.of("ROLLBACK"), answer -> refusal) : refusal;
  }

  @Override
  public Step copied(String sha256) {
    Candidate file = open.isEmpty() || !ofFile ? null : open.get(0);
    if (file != null && file.statements().get(index).data().equals(sha256)) {
      return new Step.Go();
    }
    // The COPY fails by it, and the end of that breaks the file off.
    return file == null ? Refusals.notApproved(List.of()) : Refusals.data(file, index);
  }

  // what has ended

  @Override
  public Step ended(Ended ended) {
    if (!afterRead.isEmpty()) {
      List<String> statements = afterRead;
      afterRead = List.of();
      return ask(statements, answer -> new Step.Go());
    }
    if (open.isEmpty() || !ofFile) {
      return new Step.Go();
    }
    ofFile = false;
    if (ended.failure().isPresent()) {
      boolean own = wrapped;
      broken(ended.failure().get().sqlState(), ended.failure().get().message());
      return own ? ask(List.of("ROLLBACK"), answer -> new Step.Go()) : new Step.Go();
    }
    if (awaitsCommit) {
      return afterClientsEnd(ended);
    }
    index++;
    if (ended.block() == Block.NONE && !wrapped) {
      committed = index;
    }
    Candidate file = open.get(0);
    if (index < file.size()) {
      committing = false;
      return new Step.Go();
    }
    if (wrapped || inClientsBlock || ended.block() == Block.OPEN) {
      return ask(Proof.statements(file), this::finished);
    }
    return complete();
  }

  private Step afterClientsEnd(Ended ended) {
    if (committing && ended.failure().isEmpty()) {
      return complete();
    }
    broken("", "its client rolled it back");
    return new Step.Go();
  }

  /** All statements have run and none of them commits. */
  private Step finished(Answer answer) {
    Optional<Step.Refuse> problem = problem(answer);
    if (problem.isPresent()) {
      broken(problem.get().sqlState(), problem.get().reason());
      return ask(List.of("ROLLBACK"), done -> problem.get());
    }
    if (!wrapped) {
      awaitsCommit = true;
      return new Step.Go();
    }
    committing = true;
    return ask(
        List.of("COMMIT"),
        done -> {
          if (done.failure().isPresent()) {
            Step refusal = Refusals.asked(done.failure().get());
            broken(done.failure().get().sqlState(), done.failure().get().message());
            return refusal;
          }
          return complete();
        });
  }

  private Step complete() {
    committing = false;
    if (run.isEmpty()) {
      // It changed nothing, so its approval is not used up.
      forget();
      return new Step.Go();
    }
    return ask(SchemaReader.statements(false), this::applied);
  }

  private Step applied(Answer answer) {
    Candidate file = open.get(0);
    String after =
        answer.failure().isPresent()
            ? ""
            : Schema.of(answer.rows().get(SchemaReader.ANSWER)).fingerprint();
    long millis = Duration.ofNanos(System.nanoTime() - began).toMillis();
    LedgerRecord record =
        file.direction() == Direction.APPLY
            ? new LedgerRecord.Applied(
                run, file.file(), file.sha256(), file.validation(), rows, after, millis)
            : new LedgerRecord.RolledBack(
                run, file.file(), file.sha256(), file.validation(), rows, after, millis);
    forget();
    try {
      options.ledger().append(record);
      return new Step.Go();
    } catch (LedgerException e) {
      // It is committed: the next session finds that out by its transaction.
      return new Step.Refuse(
          "58030",
          "deploy.ledger",
          "it is applied, but that cannot be recorded: " + e.getMessage(),
          "",
          "Mend the ledger; pgtier finds out by itself how the file ended.");
    }
  }

  /** The file does not come to its end. */
  private void broken(String sqlState, String reason) {
    if (!run.isEmpty()) {
      Candidate file = open.get(0);
      LedgerRecord record =
          new LedgerRecord.Failed(
              run,
              file.direction(),
              file.file(),
              file.sha256(),
              file.validation(),
              Math.min(index + 1, file.size()),
              committed,
              sqlState,
              reason);
      try {
        options.ledger().append(record);
      } catch (LedgerException e) {
        // It stays "started": the next session finds out by its transaction how it ended.
        resolved.remove(run);
      }
    }
    forget();
  }

  private void forget() {
    open = List.of();
    index = 0;
    ofFile = false;
    wrapped = false;
    inClientsBlock = false;
    awaitsCommit = false;
    committing = false;
    run = "";
    committed = 0;
    rows = List.of();
  }

  @Override
  public void closed() {
    if (!committing) {
      broken("", "its session ended");
    }
  }

  // what no record tells the end of

  private Optional<MigrationState> unresolved() throws LedgerException {
    return candidates.states().stream()
        .filter(state -> state.status() == Status.STARTED)
        .filter(state -> resolved.add(started(state).run()))
        .findFirst();
  }

  private static Started started(MigrationState state) {
    return (Started) state.run().orElseThrow().record();
  }

  /** Asks the server what became of the transaction. */
  private Step resolve(MigrationState state) {
    String xid = started(state).xid();
    if (!xid.matches("[0-9]+")) {
      return record(state, "");
    }
    return ask(
        List.of("SELECT pg_catalog.pg_xact_status('" + xid + "'::pg_catalog.xid8)"),
        answer ->
            answer.failure().isPresent()
                ? Refusals.asked(answer.failure().get())
                : record(state, answer.rows().get(0).get(0).get(0)));
  }

  private Step record(MigrationState state, String status) {
    Started started = started(state);
    if ("in progress".equals(status)) {
      return Refusals.running(state.file());
    }
    boolean single = "committed".equals(status) && isSingle(state);
    LedgerRecord record;
    if (single && started.direction() == Direction.APPLY) {
      record =
          new LedgerRecord.Applied(
              started.run(),
              started.file(),
              started.sha256(),
              started.validation(),
              List.of(),
              "",
              0);
    } else if (single) {
      record =
          new LedgerRecord.RolledBack(
              started.run(),
              started.file(),
              started.sha256(),
              started.validation(),
              List.of(),
              "",
              0);
    } else {
      String reason =
          "aborted".equals(status)
              ? "the session broke off before its COMMIT; nothing of it stays"
              : "the session broke off; look at production for how far it came";
      record =
          new LedgerRecord.Failed(
              started.run(),
              started.direction(),
              started.file(),
              started.sha256(),
              started.validation(),
              1,
              0,
              "",
              reason);
    }
    try {
      options.ledger().append(record);
      return first();
    } catch (LedgerException e) {
      return Refusals.ledger(e);
    }
  }

  /** Whether all of the file is one transaction, so that its end is the file's. */
  private static boolean isSingle(MigrationState state) {
    return state.validated().stream()
            .flatMap(validated -> validated.statements().stream())
            .filter(statement -> statement.effect().equals(Effect.TRANSACTION.word()))
            .count()
        <= 2;
  }

  // what clients add

  /** Inside of a file nothing may be changed that its statements go by. */
  private boolean isHarmlessInside() {
    boolean reads = READS.contains(incoming.effect()) || incoming.effect() == Effect.SHOW;
    return incoming.harmless() && reads;
  }

  private Step harmless() {
    if (!READS.contains(incoming.effect()) || incoming.block() == Block.FAILED) {
      return new Step.Go();
    }
    boolean inBlock = incoming.block() == Block.OPEN;
    afterRead =
        inBlock
            ? List.of("ROLLBACK TO SAVEPOINT " + READ, "RELEASE SAVEPOINT " + READ)
            : List.of("ROLLBACK");
    return ask(
        inBlock
            ? List.of("SAVEPOINT " + READ, "SET LOCAL transaction_read_only = on")
            : List.of("BEGIN READ ONLY"),
        answer -> {
          if (answer.failure().isPresent()) {
            afterRead = List.of();
            return Refusals.asked(answer.failure().get());
          }
          return new Step.Go();
        });
  }
}
