package dev.pgtier.proxy.session;

import dev.pgtier.audit.record.Outcome.Status;
import dev.pgtier.proxy.session.Pending.Kind;
import dev.pgtier.proxy.wire.BackendType;
import dev.pgtier.proxy.wire.CommandComplete;
import dev.pgtier.proxy.wire.FrameScanner;
import dev.pgtier.proxy.wire.FrameSink;
import dev.pgtier.proxy.wire.ProtocolViolation;
import dev.pgtier.proxy.wire.ReadyForQuery;
import dev.pgtier.proxy.wire.TransactionStatus;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * The way from the upstream to the client. It looks at the type of each message, to know which
 * statement has ended, and into those that say how: ReadyForQuery, CommandComplete, errors that are
 * the proxy's, ParameterStatus. What answers the proxy's own messages ends here.
 */
final class BackendRelay extends ChannelInboundHandlerAdapter implements FrameSink {
  private static final String QUERY_CANCELED = "57014";
  private static final String SYNTAX_ERROR = "42601";

  private final Session session;
  private final Relay relay;
  private final Channel client;
  private final Channel upstream;
  private final Outbox outbox;
  private final boolean records;
  private final Pending pending;
  private final Injected injected;
  private final ReadOnly readOnly;
  private final Deploying deploying;
  private final ParameterWatch parameters;
  private final FrontendRelay frontend;
  private final Meter meter;
  private final CatalogueChanges changes;
  private final FrameScanner scanner;
  private boolean errorLast;
  private boolean ready;

  /** What has been said instead of the rest of a statement's answer; null for none. */
  private Refusal cut;

  private Refusal instead;

  /** Of the statement underway, for its record. */
  private long rows;

  private long bytes;

  /**
   * Of one session.
   *
   * @param records whether ends of statements are recorded
   * @param readOnly null where the tier is not
   * @param deploying null but in a tier of approved migrations
   */
  BackendRelay(
      Session session,
      Relay relay,
      Channel client,
      Channel upstream,
      Outbox outbox,
      boolean records,
      Pending pending,
      Injected injected,
      ReadOnly readOnly,
      Deploying deploying,
      ParameterWatch parameters,
      FrontendRelay frontend) {
    this.session = session;
    this.relay = relay;
    this.client = client;
    this.upstream = upstream;
    this.outbox = outbox;
    this.records = records;
    this.pending = pending;
    this.injected = injected;
    this.readOnly = readOnly;
    this.deploying = deploying;
    this.parameters = parameters;
    this.frontend = frontend;
    this.meter = new Meter(session.tier());
    this.changes = new CatalogueChanges(session::catalogueChanged);
    this.scanner = new FrameScanner(upstream.alloc(), this);
  }

  FrameScanner scanner() {
    return scanner;
  }

  Meter meter() {
    return meter;
  }

  /** Whether the last that the server said was an error: what it says before it hangs up. */
  boolean errorLast() {
    return errorLast;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object chunk) {
    ByteBuf bytes = (ByteBuf) chunk;
    session.metrics().toClient(bytes.readableBytes());
    try {
      scanner.feed(bytes);
    } catch (ProtocolViolation violation) {
      session.upstreamViolated(violation);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    if (session.phase() == Phase.RELAYING) {
      client.flush();
      nextGroup();
      if (pending.isEmpty()) {
        frontend.answered();
      }
      upstream.config().setAutoRead(client.isWritable());
      frontend.steer();
      session.caughtUp();
    }
  }

  /** Lets the client's next group go, unless a cancellation is under way that would hit it. */
  void nextGroup() {
    if (ready && !relay.cancelling()) {
      ready = false;
      frontend.nextGroup();
    }
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    frontend.steer();
    ctx.fireChannelWritabilityChanged();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    session.upstreamGone();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    session.failed(cause);
  }

  @Override
  public Handling begin(byte code, int length) {
    BackendType type = BackendType.of(code);
    if (type == null) {
      throw new ProtocolViolation("invalid backend message type " + (code & 0xff));
    }
    errorLast = type == BackendType.ERROR_RESPONSE;
    int flags = pending.flags();
    boolean hidden = (flags & Pending.HIDDEN) != 0 || cut != null;
    Handling pass = hidden ? Handling.DROP : Handling.PASS;
    switch (type) {
      case DATA_ROW, COPY_DATA -> {
        if ((flags & Pending.CAPTURED) != 0) {
          return Handling.WHOLE;
        }
        return hidden ? Handling.DROP : row(type, length);
      }
      case FUNCTION_CALL_RESPONSE -> {
        if (pending.note() instanceof Run run) {
          bytes = length;
          record(run, Status.OK, null, null);
        }
        return pass;
      }
      case COPY_DONE, COPY_OUT_RESPONSE, PARAMETER_DESCRIPTION -> {
        return pass;
      }
      case NOTICE_RESPONSE -> {
        // The server may have read all of the text before it begins with the first statement.
        return (flags & Pending.IN_TEXT) != 0 && cut == null ? Handling.WHOLE : pass;
      }
      case ROW_DESCRIPTION, NO_DATA -> pending.completed(Kind.DESCRIBE);
      case PARSE_COMPLETE -> pending.completed(Kind.PARSE);
      case BIND_COMPLETE -> pending.completed(Kind.BIND);
      case CLOSE_COMPLETE -> pending.completed(Kind.CLOSE);
      case EMPTY_QUERY_RESPONSE -> completed(Status.OK, null);
      case PORTAL_SUSPENDED -> completed(Status.SUSPENDED, null);
      case COPY_IN_RESPONSE, COPY_BOTH_RESPONSE -> {
        pending.copyInBegan();
        // The data belong to the group.
        ready |= deploying != null;
      }
      case ERROR_RESPONSE -> {
        if (records
            || deploying != null
            || hidden
            || (flags & Pending.IN_TEXT) != 0
            || pending.refusal() != null
            || relay.timedOut()) {
          return Handling.WHOLE;
        }
        failed();
      }
      case NOTIFICATION_RESPONSE -> {
        return Handling.PASS;
      }
      case COMMAND_COMPLETE, READY_FOR_QUERY, PARAMETER_STATUS -> {
        return Handling.WHOLE;
      }
      case AUTHENTICATION, BACKEND_KEY_DATA, NEGOTIATE_PROTOCOL_VERSION ->
          throw new ProtocolViolation("message of the log-in after it: type " + (char) code);
    }
    return pass;
  }

  private Handling row(BackendType type, int length) {
    rows += type == BackendType.DATA_ROW ? 1 : 0;
    bytes += length;
    Refusal over = meter.row(length, pending.note());
    if (over == null) {
      return Handling.PASS;
    }
    cut = over;
    instead = over;
    session.limitHit(over);
    return Handling.DROP;
  }

  /** Bytes of COPY data, in either direction. */
  void copied(int length) {
    bytes += length;
  }

  /**
   * The statement underway has ended.
   *
   * @param tag the server's command tag, or null
   */
  private void completed(Status status, String tag) {
    meter.ended(pending.note());
    if (deploying != null && (pending.flags() & Pending.HIDDEN) == 0) {
      deploying.completed(CommandTag.rows(tag, rows));
    }
    if (pending.note() instanceof Run run) {
      record(run, cut == null ? status : Status.LIMIT, tag, null);
      run.completed();
    }
    boolean hidden = (pending.flags() & Pending.HIDDEN) != 0;
    pending.commandCompleted();
    if (!hidden) {
      relay.statementBegins(System.nanoTime());
    }
  }

  private void record(Run run, Status status, String tag, String sqlState) {
    Account account = run.account();
    if (account != null) {
      String rule = status == Status.LIMIT ? (cut == null ? "limits.time" : cut.rule()) : null;
      account.ended(status, tag, CommandTag.rows(tag, rows), bytes, sqlState, rule);
    }
    rows = 0;
    bytes = 0;
  }

  private void failed(String sqlState) {
    boolean hidden = (pending.flags() & (Pending.HIDDEN | Pending.IN_TEXT)) == Pending.HIDDEN;
    // Where a Parse or Bind fails, it is what the Execute behind it would have run.
    Run run = hidden ? null : pending.run();
    if (run != null) {
      boolean limit = cut != null || relay.timedOut();
      boolean canceled = QUERY_CANCELED.equals(sqlState);
      Status status = canceled && limit ? Status.LIMIT : canceled ? Status.CANCELLED : Status.ERROR;
      record(run, status, null, sqlState);
    }
    failed();
  }

  private void failed() {
    rows = 0;
    bytes = 0;
    meter.ended(pending.note());
    pending.failed();
    if (readOnly != null) {
      readOnly.failed();
    }
    relay.statementBegins(System.nanoTime());
  }

  @Override
  public ByteBuf whole(byte type, ByteBuf bytes, int index, int length) {
    return switch (BackendType.of(type)) {
      case DATA_ROW -> {
        relay.captured(bytes, index, length);
        yield Unpooled.EMPTY_BUFFER;
      }
      case COMMAND_COMPLETE -> {
        int flags = pending.flags();
        changes.completed(bytes, index, length);
        boolean tagged =
            deploying != null || (pending.note() instanceof Run run && run.account() != null);
        completed(Status.OK, tagged ? Text.string(bytes, index, length) : null);
        if ((flags & Pending.HIDDEN) != 0) {
          yield Unpooled.EMPTY_BUFFER;
        } else if (cut != null) {
          // It had ended before the cancellation came.
          if (readOnly == null && pending.running()) {
            // The client takes it that nothing behind the error is run.
            session.end(cut);
          }
          yield Unpooled.EMPTY_BUFFER;
        }
        boolean commit =
            (flags & Pending.COMMIT_TAG) != 0
                && "ROLLBACK".equals(Text.string(bytes, index, length));
        yield commit
            ? Replies.encode(client.alloc(), new CommandComplete("COMMIT"))
            : FrameScanner.KEEP;
      }
      case READY_FOR_QUERY -> ready(bytes.getByte(index), bytes, index - FrameScanner.HEADER);
      case ERROR_RESPONSE -> error(bytes, index, length);
      case NOTICE_RESPONSE -> inText(bytes, index, length);
      case PARAMETER_STATUS -> parameters.said(bytes, index, length, pending.isEmpty());
      default -> throw new AssertionError(type);
    };
  }

  private ByteBuf error(ByteBuf bytes, int index, int length) {
    Refusal refusal = pending.refusal();
    Object note = pending.failing();
    int flags = pending.flags();
    String sqlState = ErrorFields.sqlState(bytes, index, length);
    boolean late = relay.timedOut() && QUERY_CANCELED.equals(sqlState);
    if (deploying != null) {
      if ((flags & Pending.HIDDEN) != 0) {
        deploying.questionFailed(bytes, index, length);
      } else if (late) {
        deploying.failed(Refusal.tooLong(session.tier()));
      } else {
        deploying.failed(bytes, index, length);
      }
    }
    failed(sqlState);
    if (cut != null || (flags & Pending.HIDE_ERROR) != 0) {
      return Unpooled.EMPTY_BUFFER;
    } else if (refusal != null && (deploying != null || SYNTAX_ERROR.equals(sqlState))) {
      if (note instanceof Run run) {
        run.told();
      }
      return Replies.error(client.alloc(), refusal);
    }
    if (late) {
      return Replies.error(client.alloc(), Refusal.tooLong(session.tier()));
    }
    return (flags & Pending.IN_TEXT) != 0 ? inText(bytes, index, length) : FrameScanner.KEEP;
  }

  /** An error or notice about a text that the client's is only a part of. */
  private ByteBuf inText(ByteBuf bytes, int index, int length) {
    return ErrorFields.earlier(client.alloc(), bytes, index, length, Injected.TEXT_BEFORE.length);
  }

  private ByteBuf ready(byte status, ByteBuf bytes, int start) {
    changes.ready(status);
    int ended = pending.ready();
    if ((ended & Pending.HIDE_READY) != 0) {
      relay.hiddenReady(status);
      return Unpooled.EMPTY_BUFFER;
    }
    if (cut != null) {
      cut = null;
      if (status == 'T') {
        ByteBuf out = upstream.alloc().buffer();
        injected.fail(out);
        send(out);
        return Unpooled.EMPTY_BUFFER;
      }
    }
    if (readOnly != null) {
      ReadOnly.Verdict verdict = readOnly.ready(status);
      switch (verdict) {
        case PASS -> {}
        case ROLL_BACK, SET_AGAIN -> {
          ByteBuf out = upstream.alloc().buffer();
          readOnly.mend(verdict, out);
          send(out);
          return Unpooled.EMPTY_BUFFER;
        }
        case SURPRISE -> {
          session.surprised("transaction status " + (char) status);
          return Unpooled.EMPTY_BUFFER;
        }
      }
    }
    if (deploying != null && deploying.holds(status)) {
      return Unpooled.EMPTY_BUFFER;
    }
    ready = true;
    session.readyForQuery(status);
    return parameters.before(client.alloc(), bytes, start);
  }

  /** The gate has seen how the client's statement ended: the client may hear that it has. */
  void released(Refusal refusal) {
    if (session.phase() != Phase.RELAYING) {
      return;
    }
    if (refusal != null) {
      client.write(Replies.error(client.alloc(), refusal), client.voidPromise());
    }
    byte status = deploying.status();
    client.write(
        Replies.encode(client.alloc(), new ReadyForQuery(TransactionStatus.of(status))),
        client.voidPromise());
    session.readyForQuery(status);
    client.flush();
    frontend.nextGroup();
    frontend.answered();
    frontend.steer();
    session.caughtUp();
  }

  private void send(ByteBuf own) {
    outbox.write(own);
    outbox.flush();
  }

  @Override
  public ByteBuf instead(byte type, int length) {
    if (instead == null) {
      return Unpooled.EMPTY_BUFFER;
    }
    Refusal refusal = instead;
    instead = null;
    return Replies.error(client.alloc(), refusal);
  }

  @Override
  public Handling rest() {
    throw new AssertionError("no answer is judged by its head");
  }

  @Override
  public void pass(ByteBuf bytes) {
    if (client.isActive()) {
      client.write(bytes, client.voidPromise());
    } else {
      bytes.release();
    }
  }

  @Override
  public void reserve(int bytes) {
    if (!session.heldBytes().reserve(bytes)) {
      throw new ProtocolViolation("53200", Refusal.noMemory().message());
    }
  }

  @Override
  public void unreserve(int bytes) {
    session.heldBytes().unreserve(bytes);
  }
}
