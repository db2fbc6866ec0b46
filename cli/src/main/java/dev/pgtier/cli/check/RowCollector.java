package dev.pgtier.cli.check;

import dev.pgtier.proxy.wire.BackendMessage;
import dev.pgtier.proxy.wire.BackendType;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.DataRow;
import dev.pgtier.proxy.wire.ErrorResponse;
import dev.pgtier.proxy.wire.ProtocolViolation;
import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandlerContext;
import io.netty.handler.codec.ByteToMessageDecoder;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/** Gathers the rows that answer one Query after the other. */
final class RowCollector extends ByteToMessageDecoder {
  private static final int HEADER = 5;
  private static final int MAX_FRAME = 64 << 20;

  private List<List<String>> rows = new ArrayList<>();
  private ErrorResponse error;
  private CompletableFuture<List<List<String>>> answer = new CompletableFuture<>();

  /** Called on the event loop, when the answer before is there. */
  void expect(CompletableFuture<List<List<String>>> next) {
    rows = new ArrayList<>();
    error = null;
    answer = next;
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
    in.skipBytes(4);
    take(type, in.readSlice(length - 4));
  }

  private void take(BackendType type, ByteBuf body) {
    switch (type) {
      case DATA_ROW -> rows.add(row((DataRow) BackendMessage.decode(type, body)));
      case ERROR_RESPONSE -> error = (ErrorResponse) BackendMessage.decode(type, body);
      case READY_FOR_QUERY -> finish();
      default -> {
        // Notices, tags and descriptions tell nothing that is asked for.
      }
    }
  }

  private void finish() {
    if (error == null) {
      answer.complete(rows);
    } else {
      answer.completeExceptionally(new IOException(text(error)));
    }
  }

  private static String text(ErrorResponse error) {
    return error.sqlState() + " " + error.message();
  }

  private static List<String> row(DataRow row) {
    return row.values().stream()
        .map(value -> value.map(Bytes::toByteArray).orElse(new byte[0]))
        .map(bytes -> new String(bytes, StandardCharsets.UTF_8))
        .toList();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) throws Exception {
    answer.completeExceptionally(
        new IOException(
            error == null
                ? "the server closed the connection"
                : "the server ended: " + text(error)));
    super.channelInactive(ctx);
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    answer.completeExceptionally(cause);
    ctx.close();
  }
}
