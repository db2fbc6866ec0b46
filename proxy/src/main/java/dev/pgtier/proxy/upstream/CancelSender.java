package dev.pgtier.proxy.upstream;

import dev.pgtier.proxy.wire.CancelRequest;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.Promise;
import java.util.concurrent.TimeUnit;

/** Sends one CancelRequest and waits for the server to hang up, which it does when it is done. */
final class CancelSender extends ChannelInboundHandlerAdapter {
  private static final int PATIENCE_SECONDS = 5;

  private final CancelRequest request;
  private final Promise<Void> done;

  CancelSender(CancelRequest request, Promise<Void> done) {
    this.request = request;
    this.done = done;
  }

  @Override
  public void handlerAdded(ChannelHandlerContext ctx) {
    if (ctx.channel().isActive()) {
      send(ctx);
    }
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    send(ctx);
  }

  private void send(ChannelHandlerContext ctx) {
    ByteBuf bytes = ctx.alloc().buffer();
    request.encode(bytes);
    ctx.writeAndFlush(bytes);
    ctx.executor().schedule(() -> ctx.close(), PATIENCE_SECONDS, TimeUnit.SECONDS);
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    ReferenceCountUtil.release(message);
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    done.trySuccess(null);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    done.tryFailure(cause);
    ctx.close();
  }
}
