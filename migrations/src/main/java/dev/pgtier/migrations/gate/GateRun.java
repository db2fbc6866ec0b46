package dev.pgtier.migrations.gate;

import dev.pgtier.migrations.ledger.LedgerException;
import dev.pgtier.policies.analysis.TransactionUse.Kind;
import dev.pgtier.policies.deploy.DeployRun;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * One session at the gate. Between files it lets through what clients add; from the first statement
 * of a file on, {@link FileRun} has the word. What is asked of the server has its sequel in {@link
 * #sequel}.
 */
final class GateRun implements DeployRun {
  private final GateOptions options;
  private final Candidates candidates;
  private final Set<String> live;
  private final String principal;
  private final String session;

  private Function<Answer, Step> sequel;
  private Incoming incoming;
  private Optional<FileRun> open = Optional.empty();
  private List<String> afterRead = List.of();

  /** The runs that the server still has under way, by their ids, as asked for this statement. */
  private final Set<String> running = new HashSet<>();

  GateRun(
      GateOptions options,
      Candidates candidates,
      Set<String> live,
      String principal,
      String session) {
    this.options = options;
    this.candidates = candidates;
    this.live = live;
    this.principal = principal;
    this.session = session;
  }

  @Override
  public Step statement(Incoming statement) {
    incoming = statement;
    running.clear();
    try {
      return open.isPresent() ? open.get().statement(statement) : first();
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

  /** Has the server asked; {@code then} hears the answers. */
  Step ask(List<String> statements, Function<Answer, Step> then) {
    sequel = then;
    return new Step.Ask(statements);
  }

  String principal() {
    return principal;
  }

  String session() {
    return session;
  }

  /** The file that is open is at its end, or broken off. */
  void over() {
    open = Optional.empty();
  }

  // the first statement of a file

  private Step first() throws LedgerException {
    List<Resolution> unresolved = candidates.unresolved();
    if (incoming.block() == Block.NONE) {
      Optional<Resolution> dead = unresolved.stream().filter(it -> !isRunning(it)).findFirst();
      if (dead.isPresent()) {
        return resolve(dead.get());
      }
    }
    List<Candidate> all = candidates.current();
    List<Candidate> matching =
        all.stream().filter(it -> it.stale().isEmpty()).filter(this::begins).toList();
    if (matching.isEmpty()) {
      Optional<Staleness> stale =
          all.stream()
              .filter(this::wouldBegin)
              .flatMap(candidate -> candidate.stale().stream())
              .findFirst();
      if (stale.isPresent()) {
        return Refusals.stale(stale.get());
      }
      if (incoming.harmless()) {
        return harmless();
      }
      return unresolved.isEmpty()
          ? Refusals.notApproved(all)
          : Refusals.running(unresolved.get(0).started().file());
    }
    boolean mixed =
        matching.stream().map(Candidate::wrapped).distinct().count() > 1
            || matching.stream().map(Candidate::from).distinct().count() > 1;
    if (mixed) {
      return Refusals.ambiguous(matching);
    }
    boolean inBlock = incoming.block() != Block.NONE;
    return ask(
        Preflight.statements(options, inBlock), answer -> schemaRead(matching, inBlock, answer));
  }

  private boolean begins(Candidate candidate) {
    return incoming
        .digest()
        .filter(digest -> candidate.isNext(candidate.from(), digest))
        .isPresent();
  }

  /** BEGIN may be of a client's own, so that the statement behind it tells. */
  private boolean wouldBegin(Candidate candidate) {
    int from = candidate.from();
    boolean begin = candidate.statement(from).transaction().equals(Optional.of(Kind.BEGIN));
    return incoming
        .digest()
        .filter(digest -> candidate.isNext(begin ? from + 1 : from, digest))
        .isPresent();
  }

  private Step schemaRead(List<Candidate> matching, boolean inBlock, Answer answer) {
    if (answer.failure().isPresent()) {
      return Refusals.schemaUnread(answer.failure().get());
    }
    String schema = Preflight.schema(answer);
    List<Candidate> fitting =
        matching.stream().filter(candidate -> candidate.schema().equals(schema)).toList();
    if (fitting.isEmpty()) {
      return Refusals.schema(matching.get(0));
    }
    boolean wrapped = !inBlock && fitting.get(0).wrapped();
    return wrapped
        ? ask(
            List.of("BEGIN"),
            begun ->
                begun.failure().isPresent()
                    ? Refusals.asked(begun.failure().get())
                    : begin(fitting, schema, new FileRun.Frame(true, false)))
        : begin(fitting, schema, new FileRun.Frame(false, inBlock));
  }

  private Step begin(List<Candidate> fitting, String schema, FileRun.Frame frame) {
    FileRun run = new FileRun(this, options, live, fitting, schema, frame);
    open = Optional.of(run);
    return run.statement(incoming);
  }

  // what no record tells the end of

  private boolean isRunning(Resolution it) {
    return live.contains(it.started().run()) || running.contains(it.started().run());
  }

  /** Asks the server what became of its last transaction. */
  private Step resolve(Resolution it) throws LedgerException {
    List<String> question = it.question();
    if (question.isEmpty()) {
      return resolved(it, null);
    }
    return ask(
        question,
        answer -> {
          if (answer.failure().isPresent()) {
            return Refusals.asked(answer.failure().get());
          }
          try {
            return resolved(it, answer.rows().get(0).get(0).get(0));
          } catch (LedgerException e) {
            return Refusals.ledger(e);
          }
        });
  }

  private Step resolved(Resolution it, String status) throws LedgerException {
    if (Resolution.isRunning(status)) {
      running.add(it.started().run());
    } else {
      options.ledger().append(entries -> it.record(entries, status));
    }
    return first();
  }

  // what clients add

  Step harmless() {
    ClientReads reads = ClientReads.around(incoming);
    if (reads.before().isEmpty()) {
      return new Step.Go();
    }
    afterRead = reads.after();
    return ask(
        reads.before(),
        answer -> {
          if (answer.failure().isPresent()) {
            afterRead = List.of();
            return Refusals.asked(answer.failure().get());
          }
          return new Step.Go();
        });
  }

  // what has ended

  @Override
  public Step copied(String sha256) {
    return open.isPresent() ? open.get().copied(sha256) : Refusals.notApproved(List.of());
  }

  @Override
  public Step ended(Ended ended) {
    if (!afterRead.isEmpty()) {
      List<String> statements = afterRead;
      afterRead = List.of();
      return ask(statements, answer -> new Step.Go());
    }
    return open.isPresent() ? open.get().ended(ended) : new Step.Go();
  }

  @Override
  public void closed() {
    open.ifPresent(FileRun::closed);
  }
}
