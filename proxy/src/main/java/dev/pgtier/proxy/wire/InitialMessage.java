package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** What a frontend may say first: frames without a type, told apart by their first four bytes. */
public sealed interface InitialMessage extends Message
    permits StartupMessage, SSLRequest, GSSENCRequest, CancelRequest {
  /** The least length field, in bytes: itself and the code. */
  int MIN_LENGTH = 8;

  /** The greatest length field that PostgreSQL accepts: 10,000 bytes and itself. */
  int MAX_LENGTH = 10_004;

  /**
   * Reads all of {@code body}, the frame without its length, and copies what it keeps.
   *
   * @throws ProtocolViolation if the body is anything else; 0A000 for a protocol other than 3
   */
  static InitialMessage decode(ByteBuf body) {
    if (body.readableBytes() < MIN_LENGTH - 4 || body.readableBytes() > MAX_LENGTH - 4) {
      throw new ProtocolViolation("invalid length of startup packet");
    }
    int code = body.readInt();
    return switch (code) {
      case CancelRequest.CODE -> CancelRequest.decode(body);
      case SSLRequest.CODE -> {
        requireEmpty(body);
        yield new SSLRequest();
      }
      case GSSENCRequest.CODE -> {
        requireEmpty(body);
        yield new GSSENCRequest();
      }
      default -> StartupMessage.decode(code, body);
    };
  }

  private static void requireEmpty(ByteBuf body) {
    if (body.isReadable()) {
      throw new ProtocolViolation("invalid length of startup packet");
    }
  }
}
