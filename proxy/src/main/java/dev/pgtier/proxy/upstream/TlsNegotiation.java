package dev.pgtier.proxy.upstream;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.concurrent.Promise;

/**
 * The frontend's side of SSLRequest (manual, "SSL Session Encryption"): one byte decides, and
 * nothing may follow it in clear, or whoever sits between could put words into our session.
 */
final class TlsNegotiation extends ChannelInboundHandlerAdapter {
  private static final int SSL_REQUEST = 80877103;

  private final Upstream upstream;
  private final UpstreamTls security;
  private final Promise<?> promise;
  private final ChannelHandler next;

  TlsNegotiation(Upstream upstream, UpstreamTls security, Promise<?> promise, ChannelHandler next) {
    this.upstream = upstream;
    this.security = security;
    this.promise = promise;
    this.next = next;
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    ctx.writeAndFlush(ctx.alloc().buffer(8).writeInt(8).writeInt(SSL_REQUEST));
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object chunk) {
    ByteBuf bytes = (ByteBuf) chunk;
    try {
      byte answer = bytes.readByte();
      if (answer == 'N' || answer == 'E') {
        fail(ctx, UpstreamException.unreachable("the server offers no TLS", null));
      } else if (answer != 'S' || bytes.isReadable()) {
        fail(ctx, UpstreamException.unreachable("the server's answer to SSLRequest is bad", null));
      } else {
        secure(ctx);
      }
    } finally {
      bytes.release();
    }
  }

  private void secure(ChannelHandlerContext ctx) {
    SslHandler tls = security.newHandler(ctx.alloc(), upstream.host(), upstream.port());
    ctx.pipeline().addFirst(tls);
    tls.handshakeFuture()
        .addListener(
            done -> {
              if (done.isSuccess()) {
                ctx.pipeline().addLast(next);
                ctx.pipeline().remove(this);
              } else {
                fail(ctx, UpstreamException.distrusted(security.explain(done.cause())));
              }
            });
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    fail(ctx, UpstreamException.unreachable("the server closed the connection", null));
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(ctx, UpstreamException.unreachable(String.valueOf(cause.getMessage()), cause));
  }

  private void fail(ChannelHandlerContext ctx, UpstreamException why) {
    promise.tryFailure(why);
    ctx.close();
  }
}
