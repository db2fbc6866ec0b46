package dev.pgtier.proxy.session;

import dev.pgtier.policies.Mode;
import dev.pgtier.policies.Tier;
import dev.pgtier.policies.decision.SearchPath;
import dev.pgtier.proxy.loop.Gathering;
import dev.pgtier.proxy.record.SessionRecorder;
import dev.pgtier.proxy.upstream.UpstreamConnection;
import dev.pgtier.proxy.wire.BackendMessage;
import dev.pgtier.proxy.wire.BackendType;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.DataRow;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.util.concurrent.Promise;
import java.util.List;
import java.util.concurrent.TimeUnit;

/**
 * A session's two channels once they are joined: handlers, cancel key, deadlines, the way apart.
 */
final class Relay {
  /** How long a canceled statement may go on before its session ends. */
  private static final long PATIENCE = TimeUnit.SECONDS.toNanos(5);

  private final Session session;
  private final SessionServices services;
  private final Channel client;
  private final UpstreamConnection connection;
  private final CancelKey key;
  private final Pending pending;
  private final Injected injected;
  private final ReadOnly readOnly;
  private final Deploying deploying;
  private final Outbox outbox;
  private final FrontendRelay frontend;
  private final BackendRelay backend;
  private final StatementRate rate = new StatementRate();
  private boolean inBlock;
  private boolean cancelling;

  /** Done when a cancellation is, whose statement has not gone upstream yet; null for none. */
  private Promise<Void> early;

  private boolean released;
  private boolean timedOut;

  /** Over time until the server is ready: what it had done before that may come first. */
  private boolean canceled;

  private long activeAt = System.nanoTime();
  private long beganAt = activeAt;
  private long stallMark;
  private long stalledSince;
  private Startup startup;

  Relay(
      Session session,
      SessionServices services,
      Channel client,
      Judging judging,
      SessionRecorder recorder,
      UpstreamConnection connection,
      Startup startup) {
    this.session = session;
    this.services = services;
    this.client = client;
    this.connection = connection;
    this.startup = startup;
    this.key = CancelKey.draw(connection.pid(), startup.longKeys());
    this.pending = new Pending(session::statementEnded);
    this.injected = new Injected(pending);
    Names names = new Names(judging.tier().limits().preparedStatements());
    boolean reads = judging.readOnly();
    this.readOnly = reads ? new ReadOnly(pending, names, injected) : null;
    Channel upstream = connection.channel();
    this.outbox = new Outbox(upstream, () -> recorder.shared().help(client.eventLoop()));
    Scribe scribe = new Scribe(recorder, outbox);
    boolean deploys = judging.tier().mode() == Mode.APPROVED_MIGRATIONS;
    this.deploying =
        deploys
            ? new Deploying(
                services
                    .approvedFiles()
                    .get()
                    .orElseThrow()
                    .open(session.facts().principal(), recorder.session()),
                services.blocking(),
                client.eventLoop(),
                client.alloc(),
                pending,
                outbox)
            : null;
    this.frontend =
        new FrontendRelay(
            session, this, client, upstream, outbox, scribe, pending, reads || deploys);
    Opinions opinions =
        new Opinions(
            judging,
            reads ? readOnly::searchPath : List::of,
            startup.parameters().containsKey("replication"),
            client.eventLoop()::execute,
            frontend::again);
    Refuser refuser = new Refuser(session, pending, names, readOnly, scribe);
    Approval approval =
        deploys
            ? new Approval(
                client.alloc(), pending, deploying, session::tier, frontend::flushUpstream)
            : null;
    frontend.open(
        new Gate(
            client.alloc(),
            session,
            pending,
            names,
            new NameRules(names, injected, readOnly, opinions, session::tier),
            readOnly,
            opinions,
            rate,
            scribe,
            refuser,
            approval),
        refuser,
        approval);
    this.backend =
        new BackendRelay(
            session,
            this,
            client,
            upstream,
            outbox,
            recorder.records(),
            pending,
            injected,
            readOnly,
            deploying,
            new ParameterWatch(session, reads, connection.parameters()),
            frontend);
    if (deploying != null) {
      deploying.tell(frontend::again, backend::released);
    }
    limits(judging.tier());
  }

  /** Takes up a tier's limits. */
  void limits(Tier tier) {
    rate.limit(tier.limits().statementsPerSecond());
    backend.meter().limits(tier);
  }

  /** Lets bytes flow; a read-only session first prepares what it sends of its own. */
  void begin() {
    connection.handOver(new Gathering(), backend);
    if (readOnly == null) {
      greet();
      return;
    }
    connection.channel().config().setAutoRead(true);
    ByteBuf hello = client.alloc().buffer();
    injected.hello(hello);
    connection.channel().writeAndFlush(hello);
  }

  /** The search_path that the session begins with, as the server says it. */
  void captured(ByteBuf bytes, int index, int length) {
    if (deploying != null) {
      deploying.row(bytes, index, length);
      return;
    }
    DataRow row = (DataRow) BackendMessage.decode(BackendType.DATA_ROW, bytes.slice(index, length));
    String text = row.values().get(0).map(Bytes::toText).orElse("");
    readOnly.began(SearchPath.split(text).orElse(List.of()));
  }

  /** A ReadyForQuery that the client does not see. */
  void hiddenReady(byte status) {
    if (deploying != null) {
      deploying.questionEnded(status);
    } else if (startup != null) {
      greet();
    }
  }

  /** Tells the client what the upstream said at its log-in. */
  private void greet() {
    services.sessions().keyed(key.pid(), session);
    client.writeAndFlush(connection.greeting(Replies.backendKeyData(client.alloc(), key)));
    client.pipeline().addLast(new Gathering(), frontend);
    startup.done();
    startup = null;
    client.config().setAutoRead(true);
    connection.channel().config().setAutoRead(true);
  }

  int pid() {
    return key.pid();
  }

  byte[] cancelSecret() {
    return key.secret();
  }

  void active(long now) {
    activeAt = now;
  }

  /** What the server runs from now on is another statement. */
  void statementBegins(long now) {
    // The server, which has the same limit, may have told of an earlier statement only now.
    canceled |= overTime(now, 0);
    beganAt = now;
    timedOut = false;
  }

  /** Whether the running statement was canceled for its time. */
  boolean timedOut() {
    return timedOut || canceled || overTime(System.nanoTime(), 0);
  }

  /**
   * Whether the statements underway have had their time, each its own: the server may keep the
   * answers of a pipeline back until its end.
   */
  private boolean overTime(long now, long patience) {
    long time = session.tier().limits().time().toNanos();
    long sent = time == 0 ? 0 : pending.oldestStatement();
    return sent != 0 && now - Math.max(beganAt, sent) >= time * pending.statements() + patience;
  }

  void ready(boolean inBlock) {
    canceled = false;
    this.inBlock = inBlock;
  }

  /** Whether nothing is running and nothing half sent. */
  boolean quiet() {
    return pending.isEmpty() && !frontend.scanner().midFrame();
  }

  /** Whether the client has got a part of a message, so that nothing can be said in between. */
  boolean midMessage() {
    return backend.scanner().midPass();
  }

  /** Whether the upstream's hanging up needs no word of ours: it was asked to, or said why. */
  boolean explained() {
    return frontend.terminated() || backend.errorLast();
  }

  /** Whether a message that may write waits for its judgement, or for its record. */
  boolean undecided() {
    return readOnly == null && (frontend.scanner().judged() != null || outbox.isHolding());
  }

  /** Records may be safe that something waits for. */
  void recorded() {
    frontend.recorded();
    if (early != null && !released && !isHeld()) {
      Promise<Void> done = early;
      early = null;
      sendCancel(done);
    }
  }

  /** Whether the server has none of the statements that wait for their end. */
  private boolean isHeld() {
    return outbox.isHolding() && outbox.held() >= pending.statements();
  }

  /** So many bytes of COPY data have come from the client. */
  void copied(int length) {
    backend.copied(length);
  }

  /** The statement that runs, by its name in the log; null if none does. */
  String runningStatement() {
    Run run = pending.run();
    return run == null || run.account() == null ? null : run.account().running();
  }

  /** Whether a statement still runs for a client that has said Terminate. */
  boolean finishing() {
    return frontend.terminated() && pending.running() && connection.channel().isActive();
  }

  /** Whether the server has not yet taken a cancellation, so that it may still hit what comes. */
  boolean cancelling() {
    return cancelling;
  }

  void cancelRunning(Promise<Void> done) {
    if (released || cancelling || !pending.running()) {
      done.setSuccess(null);
      return;
    }
    cancelling = true;
    session.metrics().cancelled();
    if (isHeld()) {
      // The server would find nothing to cancel, and run it afterwards.
      early = done;
    } else {
      sendCancel(done);
    }
  }

  private void sendCancel(Promise<Void> done) {
    services
        .dialer()
        .cancel(client.eventLoop(), connection)
        .addListener(
            sent -> {
              cancelling = false;
              done.setSuccess(null);
              if (!released) {
                backend.nextGroup();
                frontend.steer();
              }
            });
  }

  /** Takes nothing more of the client; what the upstream still says is thrown away. */
  void clientLeft() {
    services.sessions().unkeyed(key.pid(), session);
    frontend.scanner().close();
    connection.channel().config().setAutoRead(true);
  }

  /** Cancels what still runs and closes the upstream's side. */
  void release() {
    if (released) {
      return;
    }
    released = true;
    if (early != null) {
      early.setSuccess(null);
    }
    boolean midUpstream = frontend.scanner().midPass();
    clientLeft();
    backend.scanner().close();
    if (connection.channel().isActive() && pending.running()) {
      session.metrics().cancelled();
      services.dialer().cancel(client.eventLoop(), connection);
    }
    frontend.settled();
    if (deploying != null) {
      deploying.close();
    }
    pending.lost();
    outbox.close();
    connection.close(!frontend.terminated() && !midUpstream);
    session.released();
  }

  boolean released() {
    return released;
  }

  /** Why the session must end now; null if it need not. */
  Refusal overdue(long now) {
    long scanned = frontend.scanner().scanned();
    if (!frontend.scanner().midFrame() || scanned != stallMark || !client.config().isAutoRead()) {
      stallMark = scanned;
      stalledSince = now;
    } else if (now - stalledSince > services.bounds().stall().toNanos()) {
      return Refusal.stalled(services.bounds().stall().toSeconds());
    }
    Tier tier = session.tier();
    if (overTime(now, 0)) {
      if (!timedOut) {
        timedOut = true;
        canceled = true;
        cancelRunning(client.eventLoop().newPromise());
      } else if (overTime(now, PATIENCE)) {
        return Refusal.uncancellable(tier);
      }
    }
    long idle = tier.limits().idle().toNanos();
    return idle > 0 && !inBlock && pending.isEmpty() && now - activeAt > idle
        ? Refusal.idle(tier)
        : null;
  }
}
