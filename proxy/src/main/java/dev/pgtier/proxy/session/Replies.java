package dev.pgtier.proxy.session;

import dev.pgtier.proxy.wire.BackendKeyData;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.ErrorResponse;
import dev.pgtier.proxy.wire.Message;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;

/** What the proxy itself says to a client, as bytes. */
final class Replies {
  private Replies() {}

  static ByteBuf encode(ByteBufAllocator allocator, Message message) {
    ByteBuf out = allocator.buffer();
    message.encode(out);
    return out;
  }

  /** The session goes on. */
  static ByteBuf error(ByteBufAllocator allocator, Refusal refusal) {
    return encode(
        allocator, filled(ErrorResponse.error(refusal.sqlState(), refusal.message()), refusal));
  }

  /** The session ends. */
  static ByteBuf fatal(ByteBufAllocator allocator, Refusal refusal) {
    return encode(
        allocator, filled(ErrorResponse.fatal(refusal.sqlState(), refusal.message()), refusal));
  }

  static ByteBuf backendKeyData(ByteBufAllocator allocator, CancelKey key) {
    return encode(allocator, new BackendKeyData(key.pid(), Bytes.copyOf(key.secret())));
  }

  private static ErrorResponse filled(ErrorResponse response, Refusal refusal) {
    ErrorResponse filled = response;
    if (!refusal.detail().isEmpty()) {
      filled = filled.detail(refusal.detail());
    }
    if (!refusal.hint().isEmpty()) {
      filled = filled.hint(refusal.hint());
    }
    return refusal.position() > 0 ? filled.position(refusal.position()) : filled;
  }
}
