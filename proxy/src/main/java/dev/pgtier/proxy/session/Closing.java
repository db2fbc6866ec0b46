package dev.pgtier.proxy.session;

import io.netty.channel.Channel;
import io.netty.channel.ChannelFutureListener;
import io.netty.channel.ChannelHandler;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.socket.DuplexChannel;
import io.netty.handler.ssl.SslHandler;
import io.netty.util.ReferenceCountUtil;
import java.util.concurrent.TimeUnit;

/**
 * Closes a connection so that its last message arrives: a socket that is closed with unread bytes
 * is reset, and the reset overtakes what was sent. So what was written is flushed, our side is
 * shut, and what still comes is thrown away until the peer hangs up or a second has gone by.
 */
final class Closing {
  private static final long LINGER_MILLIS = 1_000;

  private Closing() {}

  static void gently(Channel channel) {
    if (!channel.isActive()) {
      channel.close();
      return;
    }
    ChannelHandler last = channel.pipeline().last();
    if (!(last instanceof Discard)) {
      channel.pipeline().addLast(new Discard());
    }
    channel
        .writeAndFlush(io.netty.buffer.Unpooled.EMPTY_BUFFER)
        .addListener(
            flushed -> {
              if (!flushed.isSuccess()) {
                channel.close();
              } else if (channel.pipeline().get(SslHandler.class) != null) {
                channel.close();
              } else if (channel instanceof DuplexChannel duplex) {
                duplex.shutdownOutput().addListener(ChannelFutureListener.CLOSE_ON_FAILURE);
              }
            });
    channel.config().setAutoRead(true);
    channel.eventLoop().schedule(() -> channel.close(), LINGER_MILLIS, TimeUnit.MILLISECONDS);
  }

  private static final class Discard extends ChannelInboundHandlerAdapter {
    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ReferenceCountUtil.release(message);
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }
  }
}
