package dev.pgtier.proxy.upstream;

import dev.pgtier.proxy.wire.Authentication;
import dev.pgtier.proxy.wire.Authentication.AuthenticationOk;
import dev.pgtier.proxy.wire.BackendKeyData;
import dev.pgtier.proxy.wire.BackendMessage;
import dev.pgtier.proxy.wire.BackendType;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.ErrorResponse;
import dev.pgtier.proxy.wire.FrontendMessage;
import dev.pgtier.proxy.wire.Message;
import dev.pgtier.proxy.wire.ProtocolViolation;
import dev.pgtier.proxy.wire.StartupMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.unix.DomainSocketChannel;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Promise;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * The frontend's side of start-up (manual, "Start-up"): our StartupMessage, the server's questions,
 * and what it says until its first ReadyForQuery, which is kept as it came.
 */
final class UpstreamLogin extends ByteToMessageDecoder {
  private static final int HEADER = 5;
  private static final int MAX_FRAME = 1 << 20;
  private static final int MAX_SAID = 4 << 20;

  /** Classes of SQLSTATE that speak of what the client asked for, or of the server's state. */
  private static final Set<String> FOR_THE_CLIENT = Set.of("0A", "22", "42", "53", "55", "57");

  private final Upstream upstream;
  private final Map<String, String> parameters;
  private final int minor;
  private final UpstreamSecurity security;
  private final Executor blocking;
  private final Promise<UpstreamConnection> promise;
  private boolean started;
  private UpstreamAuthenticator authenticator;
  private boolean answering;
  private boolean accepted;
  private boolean over;
  private ByteBuf said;
  private BackendKeyData key = new BackendKeyData(0, Bytes.copyOf(new byte[4]));

  UpstreamLogin(
      Upstream upstream,
      Map<String, String> parameters,
      int minor,
      UpstreamSecurity security,
      Executor blocking,
      Promise<UpstreamConnection> promise) {
    this.upstream = upstream;
    this.parameters = parameters;
    this.minor = minor;
    this.security = security;
    this.blocking = blocking;
    this.promise = promise;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) throws Exception {
    super.handlerAdded(ctx);
    said = ctx.alloc().buffer();
    if (ctx.channel().isActive()) {
      start(ctx);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) throws Exception {
    start(ctx);
    super.channelActive(ctx);
  }

  private void start(ChannelHandlerContext ctx) {
    if (started) {
      return;
    }
    started = true;
    Optional<SslHandler> tls = Optional.ofNullable(ctx.pipeline().get(SslHandler.class));
    boolean confidential = tls.isPresent() || ctx.channel() instanceof DomainSocketChannel;
    authenticator =
        security.authenticator(
            upstream, confidential, tls.flatMap(UpstreamTls::endPoint), blocking);
    Map<String, String> all = new LinkedHashMap<>();
    all.put("user", upstream.user());
    all.putAll(parameters);
    send(ctx, new StartupMessage(minor, all));
    var deadline =
        ctx.executor()
            .schedule(
                () -> fail(ctx, UpstreamException.unreachable("the log-in took too long", null)),
                Dialer.LOGIN.toMillis(),
                TimeUnit.MILLISECONDS);
    promise.addListener(done -> deadline.cancel(false));
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (over || in.readableBytes() < HEADER) {
      return;
    }
    int length = in.getInt(in.readerIndex() + 1);
    if (length < 4 || length > MAX_FRAME) {
      throw new ProtocolViolation("invalid message length");
    }
    if (in.readableBytes() < 1 + length) {
      return;
    }
    ByteBuf frame = in.readSlice(1 + length);
    BackendType type = BackendType.of(frame.getByte(0));
    if (type == null) {
      throw new ProtocolViolation("invalid message type");
    }
    switch (type) {
      case AUTHENTICATION ->
          authenticate(ctx, (Authentication) BackendMessage.decode(type, body(frame)));
      case BACKEND_KEY_DATA -> key = (BackendKeyData) BackendMessage.decode(type, body(frame));
      case NEGOTIATE_PROTOCOL_VERSION -> {}
      case ERROR_RESPONSE -> refused(ctx, frame);
      case PARAMETER_STATUS, NOTICE_RESPONSE, NOTIFICATION_RESPONSE -> keep(frame);
      case READY_FOR_QUERY -> ready(ctx, frame);
      default -> throw new ProtocolViolation("unexpected message at log-in: " + type);
    }
  }

  private static ByteBuf body(ByteBuf frame) {
    return frame.slice(HEADER, frame.readableBytes() - HEADER);
  }

  private void keep(ByteBuf frame) {
    if (said.readableBytes() + frame.readableBytes() > MAX_SAID) {
      throw new ProtocolViolation("too much is said at log-in");
    }
    said.writeBytes(frame, frame.readerIndex(), frame.readableBytes());
  }

  private void refused(ChannelHandlerContext ctx, ByteBuf frame) {
    ErrorResponse error =
        (ErrorResponse) BackendMessage.decode(BackendType.ERROR_RESPONSE, body(frame));
    String text = error.sqlState() + " " + error.message();
    fail(
        ctx,
        FOR_THE_CLIENT.contains(error.sqlState().substring(0, 2))
            ? UpstreamException.server(text, frame.copy())
            : UpstreamException.login(text));
  }

  private void ready(ChannelHandlerContext ctx, ByteBuf frame) {
    if (!accepted) {
      throw new ProtocolViolation("ready before the log-in was over");
    }
    over = true;
    ctx.channel().config().setAutoRead(false);
    ByteBuf ready = frame.copy();
    ByteBuf kept = said;
    said = null;
    UpstreamConnection connection =
        new UpstreamConnection(upstream, ctx.channel(), this, key.pid(), key.secret(), kept, ready);
    if (!promise.trySuccess(connection)) {
      connection.discard();
    }
  }

  private void send(ChannelHandlerContext ctx, Message message) {
    ByteBuf bytes = ctx.alloc().buffer();
    message.encode(bytes);
    ctx.writeAndFlush(bytes);
  }

  private void fail(ChannelHandlerContext ctx, UpstreamException why) {
    over = true;
    if (!promise.tryFailure(why) && why.response() != null) {
      why.response().release();
    }
    ctx.close();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    over = true;
    fail(ctx, UpstreamException.unreachable("the server closed the connection", null));
    super.channelInactive(ctx);
  }

  @Override
  protected void handlerRemoved0(ChannelHandlerContext ctx) {
    if (said != null) {
      said.release();
      said = null;
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    Throwable root = cause instanceof DecoderException ? cause.getCause() : cause;
    fail(
        ctx,
        root instanceof ProtocolViolation
            ? UpstreamException.unreachable(
                "that is no PostgreSQL server: " + root.getMessage(), root)
            : UpstreamException.unreachable(String.valueOf(root.getMessage()), root));
  }

  private void authenticate(ChannelHandlerContext ctx, Authentication question) {
    if (answering) {
      throw new ProtocolViolation("a question before our answer to the last");
    }
    answering = true;
    CompletableFuture<Optional<FrontendMessage>> answer =
        authenticator.answer(question).toCompletableFuture();
    boolean last = question instanceof AuthenticationOk;
    if (answer.isDone()) {
      answer.whenComplete((message, failure) -> answered(ctx, last, message, failure));
    } else {
      answer.whenComplete(
          (message, failure) ->
              ctx.executor().execute(() -> answered(ctx, last, message, failure)));
    }
  }

  private void answered(
      ChannelHandlerContext ctx,
      boolean last,
      Optional<FrontendMessage> answer,
      Throwable failure) {
    answering = false;
    if (failure != null) {
      Throwable cause = failure instanceof CompletionException ? failure.getCause() : failure;
      fail(ctx, UpstreamException.login(cause.getMessage()));
    } else {
      accepted = last;
      answer.ifPresent(message -> send(ctx, message));
    }
  }
}
