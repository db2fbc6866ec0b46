package dev.pgtier.proxy.wire;

/** The first byte of what a frontend sends after start-up. */
public enum FrontendType {
  BIND('B', Limit.LARGE),
  CLOSE('C', Limit.SMALL),
  COPY_DATA('d', Limit.LARGE),
  COPY_DONE('c', Limit.SMALL),
  COPY_FAIL('f', Limit.SMALL),
  DESCRIBE('D', Limit.SMALL),
  EXECUTE('E', Limit.SMALL),
  FLUSH('H', Limit.SMALL),
  FUNCTION_CALL('F', Limit.LARGE),
  PARSE('P', Limit.LARGE),
  /** PasswordMessage, SASLInitialResponse, SASLResponse, GSSResponse: the request tells which. */
  PASSWORD('p', Limit.PASSWORD),
  QUERY('Q', Limit.LARGE),
  SYNC('S', Limit.SMALL),
  TERMINATE('X', Limit.SMALL);

  private static final FrontendType[] BY_CODE = new FrontendType[256];

  static {
    for (FrontendType type : values()) {
      BY_CODE[type.code] = type;
    }
  }

  private final byte code;
  private final int maxLength;

  FrontendType(char code, int maxLength) {
    this.code = (byte) code;
    this.maxLength = maxLength;
  }

  public byte code() {
    return code;
  }

  /** The greatest length field, in bytes, that PostgreSQL itself accepts of this type. */
  public int maxLength() {
    return maxLength;
  }

  /** Null for a byte that no frontend sends. */
  public static FrontendType of(byte code) {
    return BY_CODE[code & 0xFF];
  }

  /** As in PostgreSQL's {@code libpq.h}; the length counts itself. */
  private static final class Limit {
    static final int SMALL = 10_000;
    static final int LARGE = 0x3FFF_FFFE;
    static final int PASSWORD = 65_535;
  }
}
