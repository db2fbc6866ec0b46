package dev.pgtier.proxy.catalog;

import dev.pgtier.proxy.upstream.UpstreamConnection;
import dev.pgtier.proxy.wire.BackendMessage;
import dev.pgtier.proxy.wire.BackendType;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.DataRow;
import dev.pgtier.proxy.wire.ErrorResponse;
import dev.pgtier.proxy.wire.ProtocolViolation;
import dev.pgtier.proxy.wire.Query;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import io.netty.handler.codec.DecoderException;
import io.netty.util.concurrent.Future;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A logged-in connection on which one query at a time is run; its event loop owns it. */
public final class CatalogConnection extends ByteToMessageDecoder {
  private static final int HEADER = 5;
  private static final int MAX_FRAME = 64 << 20;

  private final UpstreamConnection upstream;
  private List<List<String>> rows = new ArrayList<>();
  private CompletableFuture<List<List<String>>> answer;
  private IOException error;

  private CatalogConnection(UpstreamConnection upstream) {
    this.upstream = upstream;
  }

  public static CatalogConnection over(UpstreamConnection upstream) {
    CatalogConnection connection = new CatalogConnection(upstream);
    upstream.silence();
    upstream.handOver(connection);
    upstream.channel().config().setAutoRead(true);
    return connection;
  }

  boolean isOpen() {
    return upstream.channel().isActive();
  }

  public void close() {
    upstream.close(true);
  }

  /**
   * Runs {@code sql}.
   *
   * @param patience after which the connection is given up, as a server that is gone without a word
   *     never answers
   * @return the rows of all of its statements, NULL as ""
   */
  public CompletableFuture<List<List<String>>> query(String sql, Duration patience) {
    CompletableFuture<List<List<String>>> asked = new CompletableFuture<>();
    if (!isOpen()) {
      asked.completeExceptionally(new IOException("the connection is closed"));
      return asked;
    }
    answer = asked;
    rows = new ArrayList<>();
    error = null;
    Future<?> deadline =
        upstream
            .channel()
            .eventLoop()
            .schedule(() -> giveUp(patience), patience.toMillis(), TimeUnit.MILLISECONDS);
    asked.whenComplete((rows, failure) -> deadline.cancel(false));
    ByteBuf out = upstream.channel().alloc().buffer();
    new Query(sql).encode(out);
    upstream.channel().writeAndFlush(out);
    return asked;
  }

  private void giveUp(Duration patience) {
    fail(new IOException("no answer within " + patience.toSeconds() + " s"));
    upstream.close(false);
  }

  @Override
  protected void decode(ChannelHandlerContext ctx, ByteBuf in, List<Object> out) {
    if (in.readableBytes() < HEADER) {
      return;
    }
    int length = in.getInt(in.readerIndex() + 1);
    if (length < 4 || length > MAX_FRAME) {
      throw new ProtocolViolation("invalid message length");
    }
    if (in.readableBytes() < 1 + length) {
      return;
    }
    BackendType type = BackendType.of(in.readByte());
    if (type == null) {
      throw new ProtocolViolation("invalid message type");
    }
    ByteBuf body = in.skipBytes(4).readSlice(length - 4);
    if (type == BackendType.DATA_ROW) {
      DataRow row = (DataRow) BackendMessage.decode(type, body);
      rows.add(row.values().stream().map(v -> v.map(Bytes::toText).orElse("")).toList());
    } else if (type == BackendType.ERROR_RESPONSE) {
      ErrorResponse response = (ErrorResponse) BackendMessage.decode(type, body);
      error = new IOException(response.sqlState() + " " + response.message());
    } else if (type == BackendType.READY_FOR_QUERY && answer != null) {
      CompletableFuture<List<List<String>>> done = answer;
      answer = null;
      if (error == null) {
        done.complete(rows);
      } else {
        done.completeExceptionally(error);
      }
    }
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    super.channelInactive(ctx);
    fail(error == null ? new IOException("the server closed the connection") : error);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    fail(cause instanceof DecoderException ? cause.getCause() : cause);
    ctx.close();
  }

  private void fail(Throwable cause) {
    CompletableFuture<List<List<String>>> failed = answer;
    answer = null;
    if (failed != null) {
      failed.completeExceptionally(cause);
    }
  }
}
