package dev.pgtier.proxy.loop;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;

/**
 * Puts small pieces that are written between two flushes into one, in their order: a packet of a
 * few messages costs one entry and one plain {@code send}, where each piece by itself costs more
 * than to copy it. What is large, or awaited by a promise, goes on as it is.
 */
public final class Gathering extends ChannelOutboundHandlerAdapter {
  static final int SMALL = 1 << 10;
  static final int MOST = 8 << 10;

  /** A piece as it came, or our own if {@link #own}; null for none. */
  private ByteBuf gathered;

  private boolean own;

  @Override
  public void write(ChannelHandlerContext ctx, Object message, ChannelPromise promise) {
    if (!promise.isVoid() || !(message instanceof ByteBuf piece) || piece.readableBytes() > SMALL) {
      passOn(ctx);
      ctx.write(message, promise);
      return;
    }
    if (gathered != null && gathered.readableBytes() + piece.readableBytes() > MOST) {
      passOn(ctx);
    }
    if (gathered == null) {
      gathered = piece;
      own = false;
      return;
    }
    try {
      if (!own) {
        ByteBuf first = gathered;
        gathered = ctx.alloc().directBuffer(first.readableBytes() + piece.readableBytes() + SMALL);
        gathered.writeBytes(first);
        own = true;
        first.release();
      }
      gathered.writeBytes(piece);
    } finally {
      piece.release();
    }
  }

  @Override
  public void flush(ChannelHandlerContext ctx) {
    passOn(ctx);
    ctx.flush();
  }

  @Override
  public void close(ChannelHandlerContext ctx, ChannelPromise promise) {
    passOn(ctx);
    ctx.close(promise);
  }

  @Override
  public void handlerRemoved(ChannelHandlerContext ctx) {
    if (gathered != null) {
      gathered.release();
      gathered = null;
    }
  }

  private void passOn(ChannelHandlerContext ctx) {
    if (gathered != null) {
      ByteBuf all = gathered;
      gathered = null;
      ctx.write(all, ctx.voidPromise());
    }
  }
}
