package dev.pgtier.proxy.wire;

/**
 * Bytes that are not what the manual says, in the words and with the SQLSTATE that PostgreSQL would
 * use. The one exception that decoding throws; it ends the session.
 *
 * <p>It has no stack trace: whoever sends garbage shall not make us collect one each time.
 */
public final class ProtocolViolation extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /** {@code protocol_violation}. */
  public static final String PROTOCOL_VIOLATION = "08P01";

  /** {@code character_not_in_repertoire}. */
  static final String CHARACTER_NOT_IN_REPERTOIRE = "22021";

  private final String sqlState;
  private final String detail;

  public ProtocolViolation(String message) {
    this(PROTOCOL_VIOLATION, message);
  }

  public ProtocolViolation(String sqlState, String message) {
    this(sqlState, message, null);
  }

  /**
   * With more to say.
   *
   * @param detail null for none
   */
  public ProtocolViolation(String sqlState, String message, String detail) {
    super(message, null, false, false);
    this.sqlState = sqlState;
    this.detail = detail;
  }

  public String sqlState() {
    return sqlState;
  }

  /** What to tell a client before its session ends: severity FATAL. */
  public ErrorResponse toErrorResponse() {
    ErrorResponse response = ErrorResponse.fatal(sqlState, getMessage());
    return detail == null ? response : response.detail(detail);
  }

  static ProtocolViolation insufficientData() {
    return new ProtocolViolation("insufficient data left in message");
  }

  static ProtocolViolation invalidString() {
    return new ProtocolViolation("invalid string in message");
  }

  static ProtocolViolation invalidFormat() {
    return new ProtocolViolation("invalid message format");
  }
}
