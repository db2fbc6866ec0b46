package dev.pgtier.proxy.wire;

/** What ReadyForQuery says of the session's transaction. */
public enum TransactionStatus {
  IDLE('I'),
  IN_BLOCK('T'),
  FAILED('E');

  private final byte code;

  TransactionStatus(char code) {
    this.code = (byte) code;
  }

  public byte code() {
    return code;
  }

  /**
   * The status of that code.
   *
   * @throws ProtocolViolation if no status has that code
   */
  public static TransactionStatus of(byte code) {
    return switch (code) {
      case 'I' -> IDLE;
      case 'T' -> IN_BLOCK;
      case 'E' -> FAILED;
      default -> throw ProtocolViolation.invalidFormat();
    };
  }
}
