package dev.pgtier.proxy.wire;

/** What Describe and Close are about. */
public enum Target {
  STATEMENT('S'),
  PORTAL('P');

  private final byte code;

  Target(char code) {
    this.code = (byte) code;
  }

  public byte code() {
    return code;
  }

  static Target of(byte code, String message) {
    return switch (code) {
      case 'S' -> STATEMENT;
      case 'P' -> PORTAL;
      default ->
          throw new ProtocolViolation("invalid " + message + " message subtype " + (code & 0xFF));
    };
  }
}
