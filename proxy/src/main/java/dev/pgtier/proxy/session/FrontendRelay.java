package dev.pgtier.proxy.session;

import dev.pgtier.policies.Effect;
import dev.pgtier.policies.Tier;
import dev.pgtier.proxy.session.Pending.Kind;
import dev.pgtier.proxy.wire.FrameScanner;
import dev.pgtier.proxy.wire.FrameSink;
import dev.pgtier.proxy.wire.FrontendType;
import dev.pgtier.proxy.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;

/**
 * The way from the client to the upstream. Reads no more of a frame than it must: the text of Query
 * and Parse, the name in Close; all else goes on as the bytes it arrived in.
 */
final class FrontendRelay extends ChannelInboundHandlerAdapter implements FrameSink {
  private final Session session;
  private final Channel client;
  private final Channel upstream;
  private final Pending pending;
  private final PreparedStatements prepared;
  private final Tier tier;
  private final FrameScanner scanner;
  private long readAt;
  private boolean terminated;
  private Refusal dropped;
  private Kind droppedKind;

  FrontendRelay(
      Session session,
      Channel client,
      Channel upstream,
      Pending pending,
      PreparedStatements prepared,
      Tier tier) {
    this.session = session;
    this.client = client;
    this.upstream = upstream;
    this.pending = pending;
    this.prepared = prepared;
    this.tier = tier;
    this.scanner = new FrameScanner(client.alloc(), this);
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
    upstream.flush();
    steer();
  }

  @Override
  public void channelWritabilityChanged(ChannelHandlerContext ctx) {
    upstream.config().setAutoRead(client.isWritable());
    ctx.fireChannelWritabilityChanged();
  }

  /** Reads from the client just while the upstream takes what comes and answers it. */
  void steer() {
    boolean on = upstream.isWritable() && !pending.isFull() && !scanner.waiting();
    if (client.config().isAutoRead() != on) {
      client.config().setAutoRead(on);
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
    return switch (type) {
      case QUERY -> statement(Kind.QUERY, length);
      case PARSE -> statement(Kind.PARSE, length);
      case CLOSE -> Handling.WHOLE;
      case BIND -> sent(Kind.BIND);
      case DESCRIBE -> sent(Kind.DESCRIBE);
      case EXECUTE -> {
        session.statementSent(readAt);
        yield sent(Kind.EXECUTE);
      }
      case SYNC -> sent(Kind.SYNC);
      case COPY_DONE, COPY_FAIL -> sent(Kind.COPY_END);
      case COPY_DATA, FLUSH -> Handling.PASS;
      case FUNCTION_CALL -> {
        if (!tier.effects().contains(Effect.PROCEDURE)) {
          yield drop(Kind.FUNCTION, Refusal.functionCall(tier));
        }
        session.statementSent(readAt);
        yield sent(Kind.FUNCTION);
      }
      case TERMINATE -> {
        terminated = true;
        yield Handling.PASS;
      }
      case PASSWORD -> throw new ProtocolViolation("invalid frontend message type " + code);
    };
  }

  private Handling statement(Kind kind, int length) {
    return length > tier.limits().sql()
        ? drop(kind, Refusal.sqlTooLong(tier, length))
        : Handling.WHOLE;
  }

  private Handling sent(Kind kind) {
    pending.sent(kind, readAt, null);
    return Handling.PASS;
  }

  private Handling drop(Kind kind, Refusal refusal) {
    dropped = refusal;
    droppedKind = kind;
    return Handling.DROP;
  }

  @Override
  public ByteBuf instead(byte type, int length) {
    return refuse(droppedKind, dropped);
  }

  /**
   * What is sent in place of a refused message: a text that cannot parse. The server's own error
   * then keeps the order of replies, skips the rest of the pipeline and fails the transaction; the
   * relay back replaces it by {@code refusal}.
   */
  private ByteBuf refuse(Kind kind, Refusal refusal) {
    session.statementDenied();
    pending.sent(kind == Kind.PARSE ? Kind.PARSE : Kind.QUERY, readAt, refusal);
    return kind == Kind.PARSE
        ? Unparsable.PARSE.retainedDuplicate()
        : Unparsable.QUERY.retainedDuplicate();
  }

  @Override
  public ByteBuf whole(byte type, ByteBuf bytes, int index, int length) {
    return switch (FrontendType.of(type)) {
      case QUERY -> {
        Refusal refusal = TextGuard.check(bytes, index, length);
        if (refusal != null) {
          yield refuse(Kind.QUERY, refusal);
        }
        session.statementSent(readAt);
        pending.sent(Kind.QUERY, readAt, PreparedStatements.deallocated(bytes, index, length));
        yield FrameScanner.KEEP;
      }
      case PARSE -> {
        String name = PreparedStatements.name(bytes, index, length);
        int text = Math.min(length, bytes.bytesBefore(index, length, (byte) 0) + 1);
        Refusal refusal = TextGuard.check(bytes, index + text, length - text);
        if (refusal != null) {
          yield refuse(Kind.PARSE, refusal);
        }
        if (!prepared.mayAdd(name)) {
          yield refuse(Kind.PARSE, Refusal.tooManyStatements(tier));
        }
        boolean named = name != null && !name.isEmpty();
        if (pending.sent(Kind.PARSE, readAt, named ? name : null) && named) {
          prepared.sent();
        }
        yield FrameScanner.KEEP;
      }
      case CLOSE -> {
        pending.sent(Kind.CLOSE, readAt, PreparedStatements.closed(bytes, index, length));
        yield FrameScanner.KEEP;
      }
      default -> throw new AssertionError(type);
    };
  }

  @Override
  public void pass(ByteBuf bytes) {
    upstream.write(bytes, upstream.voidPromise());
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
