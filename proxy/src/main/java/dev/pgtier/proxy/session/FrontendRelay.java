package dev.pgtier.proxy.session;

import dev.pgtier.policies.Effect;
import dev.pgtier.proxy.session.Pending.Kind;
import dev.pgtier.proxy.wire.FrameScanner;
import dev.pgtier.proxy.wire.FrameSink;
import dev.pgtier.proxy.wire.FrontendType;
import dev.pgtier.proxy.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * The way from the client to the upstream. Texts, names and portals go by the {@link Gate}; all
 * else goes on as the bytes it arrived in. A read-only session has one group of messages underway.
 */
final class FrontendRelay extends ChannelInboundHandlerAdapter implements FrameSink {
  private static final ByteBuf FLUSH =
      Unpooled.unreleasableBuffer(
          Unpooled.directBuffer(5, 5).writeByte('H').writeInt(4).asReadOnly());

  private final Session session;
  private final Relay relay;
  private final Channel client;
  private final Channel upstream;
  private final Outbox outbox;
  private final Scribe scribe;
  private final Pending pending;
  private final boolean oneGroup;
  private final FrameScanner scanner;
  private Gate gate;
  private Refuser refuser;
  private Approval approval;
  private long readAt;
  private boolean terminated;
  private Refusal dropped;
  private Kind droppedKind;
  private int bindLength;

  /**
   * Not open yet.
   *
   * @param oneGroup whether the next group waits until the server is ready for it
   */
  FrontendRelay(
      Session session,
      Relay relay,
      Channel client,
      Channel upstream,
      Outbox outbox,
      Scribe scribe,
      Pending pending,
      boolean oneGroup) {
    this.session = session;
    this.relay = relay;
    this.client = client;
    this.upstream = upstream;
    this.outbox = outbox;
    this.scribe = scribe;
    this.pending = pending;
    this.oneGroup = oneGroup;
    this.scanner = new FrameScanner(client.alloc(), this);
  }

  /**
   * Lets bytes be judged.
   *
   * @param approvalOfSession null but in a tier of approved migrations
   */
  void open(Gate gateOfSession, Refuser refuserOfSession, Approval approvalOfSession) {
    gate = gateOfSession;
    refuser = refuserOfSession;
    approval = approvalOfSession;
  }

  FrameScanner scanner() {
    return scanner;
  }

  /** Whether the client has said Terminate. */
  boolean terminated() {
    return terminated;
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object chunk) {
    ByteBuf bytes = (ByteBuf) chunk;
    if (session.phase() != Phase.RELAYING) {
      bytes.release();
      return;
    }
    readAt = System.nanoTime();
    session.metrics().fromClient(bytes.readableBytes());
    try {
      scanner.feed(bytes);
    } catch (ProtocolViolation violation) {
      session.clientViolated(violation);
    }
  }

  @Override
  public void channelReadComplete(ChannelHandlerContext ctx) {
    outbox.flush();
    steer();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    upstream.config().setAutoRead(client.isWritable());
    ctx.fireChannelWritabilityChanged();
  }

  /** Reads from the client just while the upstream takes what comes and answers it. */
  void steer() {
    boolean on =
        upstream.isWritable()
            && outbox.hasRoom()
            && !pending.isFull()
            && !scanner.waiting()
            && session.recordsHaveRoom();
    if (client.config().isAutoRead() != on) {
      client.config().setAutoRead(on);
    }
  }

  /** All that was sent is answered. */
  void answered() {
    if (scanner.judged() != null) {
      again();
    }
  }

  /** Nothing more of the client's is judged. */
  void settled() {
    gate.settled();
  }

  /** Records may be safe that something waits for. */
  void recorded() {
    outbox.settled();
    if (gate.awaitsRecord()) {
      again();
    }
    if (session.phase() == Phase.RELAYING) {
      steer();
    }
  }

  /** What the message at hand waits for may be known. */
  void again() {
    ByteBuf frame = scanner.judged();
    if (frame == null || session.phase() != Phase.RELAYING) {
      return;
    }
    try {
      ByteBuf answer =
          whole(
              frame.getByte(0),
              frame,
              FrameScanner.HEADER,
              frame.readableBytes() - FrameScanner.HEADER);
      if (!FrameScanner.isWait(answer)) {
        scanner.proceed(answer);
      }
    } catch (ProtocolViolation violation) {
      session.clientViolated(violation);
      return;
    }
    outbox.flush();
    steer();
    if (!client.isActive()) {
      session.clientGone();
    }
  }

  /** The server is ready for the next group. */
  void nextGroup() {
    if (oneGroup) {
      try {
        scanner.resume();
      } catch (ProtocolViolation violation) {
        session.clientViolated(violation);
        return;
      }
      outbox.flush();
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    session.clientGone();
    ctx.fireChannelInactive();
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    session.failed(cause);
  }

  @Override
  public Handling begin(byte code, int length) {
    FrontendType type = FrontendType.of(code);
    if (type == null) {
      throw new ProtocolViolation("invalid frontend message type " + (code & 0xff));
    }
    if (length > type.maxLength() - 4) {
      throw new ProtocolViolation("invalid message length");
    }
    if (!session.follow()) {
      return drop(Kind.QUERY, Refusal.WAIT);
    }
    return switch (type) {
      case QUERY -> text(Kind.QUERY, length);
      case PARSE -> text(Kind.PARSE, length);
      case BIND -> {
        bindLength = length;
        yield scribe.heldWhole(length) ? Handling.WHOLE : Handling.HEAD;
      }
      case CLOSE, DESCRIBE, EXECUTE, SYNC -> Handling.WHOLE;
      case COPY_DONE -> {
        if (approval != null) {
          yield Handling.WHOLE;
        }
        pending.sent(Kind.COPY_END, readAt, null);
        yield Handling.PASS;
      }
      case COPY_FAIL -> {
        pending.sent(Kind.COPY_END, readAt, null);
        yield Handling.PASS;
      }
      case COPY_DATA -> {
        relay.copied(length);
        yield approval != null ? Handling.WHOLE : Handling.PASS;
      }
      case FLUSH -> Handling.PASS;
      case FUNCTION_CALL -> {
        if (scribe.writes()
            || pending.skipping()
            || approval != null
            || !session.tier().effects().contains(Effect.PROCEDURE)) {
          yield Handling.HEAD;
        }
        session.statementSent(readAt);
        pending.sent(Kind.FUNCTION, readAt, null);
        yield Handling.PASS;
      }
      case TERMINATE -> {
        terminated = true;
        yield Handling.PASS;
      }
      case PASSWORD -> throw new ProtocolViolation("invalid frontend message type " + code);
    };
  }

  private Handling text(Kind kind, int length) {
    return length > session.tier().limits().sql()
        ? drop(kind, Refusal.sqlTooLong(session.tier(), length))
        : Handling.WHOLE;
  }

  private Handling drop(Kind kind, Refusal refusal) {
    dropped = refusal;
    droppedKind = kind;
    return Handling.DROP;
  }

  @Override
  public ByteBuf instead(byte type, int length) {
    if (pending.skipping() || dropped.waits()) {
      return Unpooled.EMPTY_BUFFER;
    }
    Kind kind = droppedKind == Kind.PARSE ? Kind.PARSE : Kind.QUERY;
    if (kind == Kind.QUERY) {
      endGroup();
    }
    return refuser.refuseUnread(kind, dropped, length);
  }

  /** Has the server say what it has not said of an unfinished pipeline. */
  void flushUpstream() {
    client
        .eventLoop()
        .execute(
            () -> {
              outbox.write(FLUSH.duplicate());
              outbox.flush();
            });
  }

  private void endGroup() {
    if (oneGroup) {
      scanner.pause();
    }
  }

  @Override
  public ByteBuf whole(byte code, ByteBuf bytes, int index, int length) {
    FrontendType type = FrontendType.of(code);
    if (pending.skipping() && type != FrontendType.SYNC) {
      // So does the server, until Sync.
      gate.settled();
      return Unpooled.EMPTY_BUFFER;
    }
    if (type == FrontendType.QUERY && oneGroup && !pending.isEmpty()) {
      // In an unfinished pipeline: whether it is skipped shows when all before it is answered.
      flushUpstream();
      return FrameScanner.WAIT;
    }
    ByteBuf answer =
        switch (type) {
          case QUERY -> gate.query(bytes, index, length, readAt);
          case PARSE -> gate.parse(bytes, index, length, readAt);
          case BIND -> gate.bind(bytes, index, length, bindLength, readAt);
          case DESCRIBE -> gate.describe(bytes, index, length, readAt);
          case EXECUTE -> gate.execute(bytes, index, length, readAt);
          case CLOSE -> gate.close(bytes, index, length, readAt);
          case SYNC -> gate.sync(bytes, index, length, readAt);
          case FUNCTION_CALL -> gate.functionCall(bytes, index, length, readAt);
          case COPY_DATA -> {
            approval.copyData(bytes, index, length);
            yield FrameScanner.KEEP;
          }
          case COPY_DONE -> approval.copyDone(readAt);
          default -> throw new AssertionError(type);
        };
    if (!FrameScanner.isWait(answer)) {
      gate.settled();
      if (type == FrontendType.QUERY
          || type == FrontendType.SYNC
          || type == FrontendType.FUNCTION_CALL) {
        endGroup();
      }
    }
    return answer;
  }

  @Override
  public Handling rest() {
    return pending.skipping() ? Handling.DROP : refuser.rest();
  }

  @Override
  public void pass(ByteBuf bytes) {
    outbox.write(bytes);
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
