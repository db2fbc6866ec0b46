package dev.pgtier.proxy.upstream;

import io.netty.buffer.ByteBuf;

/** Why no connection to an upstream could be had; the message is for the log, not for clients. */
public final class UpstreamException extends Exception {
  private static final long serialVersionUID = 1L;

  /** What to tell the client. */
  public enum Kind {
    /** No socket, no TLS, no answer in time. */
    UNREACHABLE,
    /** The server refused our credential, or we did not trust the server. */
    LOGIN,
    /** The server's own error, about what the client asked for; {@link #response()} holds it. */
    SERVER
  }

  private final Kind kind;
  private final transient ByteBuf response;

  private UpstreamException(Kind kind, String message, ByteBuf response, Throwable cause) {
    super(message, cause, false, false);
    this.kind = kind;
    this.response = response;
  }

  static UpstreamException unreachable(String message, Throwable cause) {
    return new UpstreamException(Kind.UNREACHABLE, message, null, cause);
  }

  static UpstreamException login(String message) {
    return new UpstreamException(Kind.LOGIN, message, null, null);
  }

  /** TLS could not be had with the server, or it is not the one it should be. */
  static UpstreamException distrusted(String message) {
    return new UpstreamException(Kind.UNREACHABLE, message, null, null);
  }

  static UpstreamException server(String message, ByteBuf response) {
    return new UpstreamException(Kind.SERVER, message, response, null);
  }

  public Kind kind() {
    return kind;
  }

  /** The ErrorResponse as it came; the caller releases it. Only for {@link Kind#SERVER}. */
  public ByteBuf response() {
    return response;
  }

  /** Gives back what {@code failure} holds, if it is one of these; for those who tell no client. */
  public static void release(Throwable failure) {
    if (failure instanceof UpstreamException refused && refused.response != null) {
      refused.response.release();
    }
  }
}
