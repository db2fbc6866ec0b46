package dev.pgtier.proxy.session;

import dev.pgtier.proxy.tls.ListenerTls;
import dev.pgtier.proxy.tls.ServerTls;
import dev.pgtier.proxy.wire.CancelRequest;
import dev.pgtier.proxy.wire.GSSENCRequest;
import dev.pgtier.proxy.wire.InitialMessage;
import dev.pgtier.proxy.wire.ProtocolViolation;
import dev.pgtier.proxy.wire.SSLRequest;
import dev.pgtier.proxy.wire.StartupMessage;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslHandshakeCompletionEvent;
import java.util.List;
import java.util.Optional;

/**
 * What comes before a log-in: requests for encryption, a CancelRequest, or the StartupMessage
 * (manual, "Start-up", "Canceling Requests in Progress", "SSL Session Encryption").
 */
final class Opening extends ByteToMessageDecoder {
  private static final byte TLS_HANDSHAKE = 0x16;

  private final Session session;
  private final SessionServices services;
  private final ListenerTls tls;
  private final boolean direct;
  private boolean sslAnswered;
  private boolean gssAnswered;
  private boolean over;

  Opening(Session session, SessionServices services) {
    this(session, services, services.tls().get(), false);
  }

  private Opening(Session session, SessionServices services, ListenerTls tls, boolean direct) {
    this.session = session;
    this.services = services;
    this.tls = tls;
    this.direct = direct;
    this.sslAnswered = direct;
    this.gssAnswered = direct;
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (over) {
      in.skipBytes(in.readableBytes());
      return;
    }
    if (isFirst() && tls.server().isPresent() && in.getByte(in.readerIndex()) == TLS_HANDSHAKE) {
      startDirectTls(ctx, tls.server().get());
      return;
    }
    if (in.readableBytes() < 4) {
      return;
    }
    int length = in.getInt(in.readerIndex());
    if (length < InitialMessage.MIN_LENGTH || length > InitialMessage.MAX_LENGTH) {
      throw new ProtocolViolation("invalid length of startup packet");
    }
    if (in.readableBytes() < length) {
      return;
    }
    in.skipBytes(4);
    InitialMessage message = InitialMessage.decode(in.readSlice(length - 4));
    if (message instanceof SSLRequest && !sslAnswered) {
      answerSsl(ctx, in);
    } else if (message instanceof GSSENCRequest && !gssAnswered) {
      gssAnswered = true;
      requireNothingBehind(in, "GSSAPI encryption request");
      ctx.writeAndFlush(ctx.alloc().buffer(1).writeByte('N'));
    } else if (message instanceof CancelRequest cancel) {
      over = true;
      session.cancelRequested(cancel);
    } else if (message instanceof StartupMessage startup) {
      startUp(ctx, startup);
    } else {
      throw new ProtocolViolation("0A000", "encryption was asked for twice");
    }
  }

  private boolean isFirst() {
    return !sslAnswered && !gssAnswered;
  }

  private void answerSsl(ChannelHandlerContext ctx, ByteBuf in) {
    sslAnswered = true;
    requireNothingBehind(in, "SSL request");
    ctx.writeAndFlush(ctx.alloc().buffer(1).writeByte(tls.server().isPresent() ? 'S' : 'N'));
    tls.server().ifPresent(own -> ctx.pipeline().addFirst(own.newHandler(ctx.alloc())));
  }

  private static void requireNothingBehind(ByteBuf in, String request) {
    if (in.isReadable()) {
      throw new ProtocolViolation("received unencrypted data after " + request);
    }
  }

  /** A ClientHello with no request before it; what has come of it goes to TLS. */
  private void startDirectTls(ChannelHandlerContext ctx, ServerTls own) {
    over = true;
    SslHandler handler = own.newHandler(ctx.alloc());
    ctx.pipeline().addLast(handler);
    ctx.pipeline().addLast(new Opening(session, services, tls, true));
    ctx.pipeline().remove(this);
  }

  @Override
  public void userEventTriggered(ChannelHandlerContext ctx, Object event) throws Exception {
    if (event instanceof SslHandshakeCompletionEvent done) {
      if (!done.isSuccess()) {
        session.tlsFailed(done.cause());
      } else if (direct && !ServerTls.negotiatedPostgresql(ctx.pipeline().get(SslHandler.class))) {
        throw new ProtocolViolation(
            "received direct SSL connection request without ALPN protocol negotiation extension");
      }
    }
    super.userEventTriggered(ctx, event);
  }

  private void startUp(ChannelHandlerContext ctx, StartupMessage startup) {
    over = true;
    Optional<SslHandler> handler = Optional.ofNullable(ctx.pipeline().get(SslHandler.class));
    if (tls.required() && handler.isEmpty()) {
      session.end(Refusal.tlsRequired());
      return;
    }
    startup.negotiation().ifPresent(answer -> ctx.write(Replies.encode(ctx.alloc(), answer)));
    Login login =
        new Login(
            session,
            services,
            startup,
            handler,
            handler.flatMap(shown -> tls.server().flatMap(ServerTls::endPoint)));
    ctx.pipeline().addLast(login);
    ctx.pipeline().remove(this);
    login.begin();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    over = true;
    session.clientGone();
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    over = true;
    session.openingFailed(cause instanceof DecoderException ? cause.getCause() : cause);
  }
}
