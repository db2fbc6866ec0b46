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
import io.netty.util.concurrent.Promise;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/** A logged-in connection on which one query at a time is run; its event loop owns it. */
public final class CatalogConnection extends ByteToMessageDecoder {
  private static final int HEADER = 5;
  private static final int MAX_FRAME = 64 << 20;

  private final UpstreamConnection upstream;
  private List<List<String>> rows = new ArrayList<>();
  private Promise<List<List<String>>> answer;
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

  /** Runs {@code sql}; the rows of all of its statements, NULL as "". */
  public io.netty.util.concurrent.Future<List<List<String>>> query(String sql) {
    answer = upstream.channel().eventLoop().newPromise();
    rows = new ArrayList<>();
    error = null;
    if (!isOpen()) {
      return answer.setFailure(new IOException("the connection is closed"));
    }
    ByteBuf out = upstream.channel().alloc().buffer();
    new Query(sql).encode(out);
    upstream.channel().writeAndFlush(out);
    return answer;
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
    ByteBuf body = in.skipBytes(4).readSlice(length - 4);
    if (type == BackendType.DATA_ROW) {
      DataRow row = (DataRow) BackendMessage.decode(type, body);
      rows.add(row.values().stream().map(v -> v.map(Bytes::toText).orElse("")).toList());
    } else if (type == BackendType.ERROR_RESPONSE) {
      ErrorResponse response = (ErrorResponse) BackendMessage.decode(type, body);
      error = new IOException(response.sqlState() + " " + response.message());
    } else if (type == BackendType.READY_FOR_QUERY && answer != null) {
      Promise<List<List<String>>> done = answer;
      answer = null;
      if (error == null) {
        done.trySuccess(rows);
      } else {
        done.tryFailure(error);
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
    if (answer != null) {
      answer.tryFailure(cause);
      answer = null;
    }
  }
}
