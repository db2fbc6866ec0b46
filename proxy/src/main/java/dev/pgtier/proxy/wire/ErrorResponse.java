package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;

/** ErrorResponse (B): a statement failed, or with FATAL the session ends. */
public record ErrorResponse(Fields fields) implements BackendMessage {
  /** The session goes on. */
  public static ErrorResponse error(String sqlState, String message) {
    return new ErrorResponse(Fields.of("ERROR", sqlState, message));
  }

  /** The session ends. */
  public static ErrorResponse fatal(String sqlState, String message) {
    return new ErrorResponse(Fields.of("FATAL", sqlState, message));
  }

  public ErrorResponse detail(String detail) {
    return new ErrorResponse(fields.with(Fields.DETAIL, detail));
  }

  public ErrorResponse hint(String hint) {
    return new ErrorResponse(fields.with(Fields.HINT, hint));
  }

  /**
   * This and where the mistake is.
   *
   * @param position of the mistake in the statement's text: characters, from 1
   */
  public ErrorResponse position(int position) {
    return new ErrorResponse(fields.with(Fields.POSITION, Integer.toString(position)));
  }

  /** ERROR, FATAL or PANIC, whatever the server's language. */
  public String severity() {
    return fields
        .get(Fields.SEVERITY_NONLOCALIZED)
        .or(() -> fields.get(Fields.SEVERITY))
        .orElse("ERROR");
  }

  /** {@code XX000} (internal error) where the server sent none. */
  public String sqlState() {
    return fields.get(Fields.SQLSTATE).orElse("XX000");
  }

  public String message() {
    return fields.get(Fields.MESSAGE).orElse("");
  }

  static ErrorResponse decode(ByteBuf body) {
    return new ErrorResponse(Fields.decode(body));
  }

  @Override
  public void encode(ByteBuf out) {
    int start = Wire.begin(out, BackendType.ERROR_RESPONSE.code());
    fields.encode(out);
    Wire.end(out, start);
  }
}
