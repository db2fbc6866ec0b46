package dev.pgtier.proxy.session;

import dev.pgtier.proxy.session.Pending.Kind;
import dev.pgtier.proxy.wire.BackendType;
import dev.pgtier.proxy.wire.FrameScanner;
import dev.pgtier.proxy.wire.FrameSink;
import dev.pgtier.proxy.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;

/**
 * The way from the upstream to the client. It looks at the type of each message, to know which
 * statement has ended, and into ReadyForQuery, CommandComplete and refused statements' errors.
 */
final class BackendRelay extends ChannelInboundHandlerAdapter implements FrameSink {
  private static final byte[] SYNTAX_ERROR = "C42601\0".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DEALLOCATE = "DEALLOCATE".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DEALLOCATE_ALL = "DEALLOCATE ALL".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DISCARD_ALL = "DISCARD ALL".getBytes(StandardCharsets.US_ASCII);

  private final Session session;
  private final Channel client;
  private final Channel upstream;
  private final Pending pending;
  private final PreparedStatements prepared;
  private final FrontendRelay frontend;
  private final FrameScanner scanner;
  private boolean errorLast;

  BackendRelay(
      Session session,
      Channel client,
      Channel upstream,
      Pending pending,
      PreparedStatements prepared,
      FrontendRelay frontend) {
    this.session = session;
    this.client = client;
    this.upstream = upstream;
    this.pending = pending;
    this.prepared = prepared;
    this.frontend = frontend;
    this.scanner = new FrameScanner(upstream.alloc(), this);
  }

  FrameScanner scanner() {
    return scanner;
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
      upstream.config().setAutoRead(client.isWritable());
      frontend.steer();
      session.caughtUp();
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
    return switch (type) {
      case DATA_ROW,
          COPY_DATA,
          COPY_DONE,
          COPY_OUT_RESPONSE,
          FUNCTION_CALL_RESPONSE,
          NOTICE_RESPONSE,
          NOTIFICATION_RESPONSE,
          PARAMETER_DESCRIPTION,
          PARAMETER_STATUS ->
          Handling.PASS;
      case ROW_DESCRIPTION, NO_DATA -> passed(pending.completed(Kind.DESCRIBE));
      case PARSE_COMPLETE -> {
        if (pending.completed(Kind.PARSE) instanceof String name) {
          prepared.added(name);
        }
        yield Handling.PASS;
      }
      case BIND_COMPLETE -> passed(pending.completed(Kind.BIND));
      case CLOSE_COMPLETE -> {
        if (pending.completed(Kind.CLOSE) instanceof String name) {
          prepared.removed(name);
        }
        yield Handling.PASS;
      }
      case EMPTY_QUERY_RESPONSE, PORTAL_SUSPENDED -> passed(pending.commandCompleted());
      case COPY_IN_RESPONSE, COPY_BOTH_RESPONSE -> {
        pending.copyInBegan();
        yield Handling.PASS;
      }
      case ERROR_RESPONSE -> {
        if (pending.refusal() != null) {
          yield Handling.WHOLE;
        }
        pending.failed();
        yield Handling.PASS;
      }
      case COMMAND_COMPLETE, READY_FOR_QUERY -> Handling.WHOLE;
      case AUTHENTICATION, BACKEND_KEY_DATA, NEGOTIATE_PROTOCOL_VERSION ->
          throw new ProtocolViolation("message of the log-in after it: type " + (char) code);
    };
  }

  /** The reply goes on; whose it was is of no further interest. */
  private static Handling passed(@SuppressWarnings("unused") Object note) {
    return Handling.PASS;
  }

  @Override
  public ByteBuf whole(byte type, ByteBuf bytes, int index, int length) {
    return switch (BackendType.of(type)) {
      case COMMAND_COMPLETE -> {
        forget(bytes, index, length, pending.commandCompleted());
        yield FrameScanner.KEEP;
      }
      case READY_FOR_QUERY -> {
        pending.ready();
        session.readyForQuery(bytes.getByte(index));
        yield FrameScanner.KEEP;
      }
      case ERROR_RESPONSE -> {
        Refusal refusal = pending.refusal();
        pending.failed();
        yield contains(bytes, index, length, SYNTAX_ERROR)
            ? Replies.error(client.alloc(), refusal)
            : FrameScanner.KEEP;
      }
      default -> throw new AssertionError(type);
    };
  }

  /** Statements that SQL has deallocated. */
  private void forget(ByteBuf tag, int index, int length, Object note) {
    if (starts(tag, index, length, DEALLOCATE_ALL) || starts(tag, index, length, DISCARD_ALL)) {
      prepared.removedAll();
    } else if (note instanceof String name && starts(tag, index, length, DEALLOCATE)) {
      prepared.removed(name);
    }
  }

  private static boolean starts(ByteBuf bytes, int index, int length, byte[] prefix) {
    if (length < prefix.length) {
      return false;
    }
    for (int i = 0; i < prefix.length; i++) {
      if (bytes.getByte(index + i) != prefix[i]) {
        return false;
      }
    }
    return true;
  }

  private static boolean contains(ByteBuf bytes, int index, int length, byte[] field) {
    for (int i = index; i <= index + length - field.length; i++) {
      if (starts(bytes, i, length, field)) {
        return true;
      }
    }
    return false;
  }

  @Override
  public ByteBuf instead(byte type, int length) {
    throw new AssertionError("the relay drops nothing that a server says");
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
