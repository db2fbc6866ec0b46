package dev.pgtier.proxy.wire;

import io.netty.buffer.ByteBuf;
import java.util.ArrayList;
import java.util.List;

/** The messages of type 'R': what the server wants to know before it lets a frontend in. */
public sealed interface Authentication extends BackendMessage {
  /** The exchange is over, the frontend is in. */
  record AuthenticationOk() implements Authentication {
    @Override
    public void encode(ByteBuf out) {
      AuthenticationCode.write(out, AuthenticationCode.OK, Bytes.EMPTY);
    }
  }

  /** Never met: PostgreSQL dropped it in 9.3. */
  record AuthenticationKerberosV5() implements Authentication {
    @Override
    public void encode(ByteBuf out) {
      AuthenticationCode.write(out, AuthenticationCode.KERBEROS_V5, Bytes.EMPTY);
    }
  }

  /** PasswordMessage answers. */
  record AuthenticationCleartextPassword() implements Authentication {
    @Override
    public void encode(ByteBuf out) {
      AuthenticationCode.write(out, AuthenticationCode.CLEARTEXT_PASSWORD, Bytes.EMPTY);
    }
  }

  /**
   * PasswordMessage answers, with {@code md5} and the hex digits of {@code md5(md5(password ||
   * user) || salt)}, the inner one in hex digits too.
   *
   * @param salt four bytes
   */
  record AuthenticationMD5Password(Bytes salt) implements Authentication {
    public AuthenticationMD5Password {
      if (salt.length() != 4) {
        throw new IllegalArgumentException("an MD5 salt has four bytes, not " + salt.length());
      }
    }

    @Override
    public void encode(ByteBuf out) {
      AuthenticationCode.write(out, AuthenticationCode.MD5_PASSWORD, salt);
    }
  }

  /** GSSAPI starts. */
  record AuthenticationGSS() implements Authentication {
    @Override
    public void encode(ByteBuf out) {
      AuthenticationCode.write(out, AuthenticationCode.GSS, Bytes.EMPTY);
    }
  }

  /** GSSAPI or SSPI goes on. */
  record AuthenticationGSSContinue(Bytes data) implements Authentication {
    @Override
    public void encode(ByteBuf out) {
      AuthenticationCode.write(out, AuthenticationCode.GSS_CONTINUE, data);
    }
  }

  /** SSPI starts. */
  record AuthenticationSSPI() implements Authentication {
    @Override
    public void encode(ByteBuf out) {
      AuthenticationCode.write(out, AuthenticationCode.SSPI, Bytes.EMPTY);
    }
  }

  /**
   * SASLInitialResponse answers.
   *
   * @param mechanisms in the server's order of preference
   */
  record AuthenticationSASL(List<String> mechanisms) implements Authentication {
    public AuthenticationSASL {
      mechanisms = List.copyOf(mechanisms);
    }

    @Override
    public void encode(ByteBuf out) {
      int start = Wire.begin(out, BackendType.AUTHENTICATION.code());
      out.writeInt(AuthenticationCode.SASL);
      mechanisms.forEach(mechanism -> Wire.writeString(out, mechanism));
      out.writeByte(0);
      Wire.end(out, start);
    }
  }

  /** SASLResponse answers. */
  record AuthenticationSASLContinue(Bytes data) implements Authentication {
    @Override
    public void encode(ByteBuf out) {
      AuthenticationCode.write(out, AuthenticationCode.SASL_CONTINUE, data);
    }
  }

  /** The exchange succeeded; AuthenticationOk follows. */
  record AuthenticationSASLFinal(Bytes data) implements Authentication {
    @Override
    public void encode(ByteBuf out) {
      AuthenticationCode.write(out, AuthenticationCode.SASL_FINAL, data);
    }
  }

  /** Does not check that the body ends. */
  static Authentication decode(ByteBuf body) {
    int code = Wire.readInt32(body);
    return switch (code) {
      case AuthenticationCode.OK -> new AuthenticationOk();
      case AuthenticationCode.KERBEROS_V5 -> new AuthenticationKerberosV5();
      case AuthenticationCode.CLEARTEXT_PASSWORD -> new AuthenticationCleartextPassword();
      case AuthenticationCode.MD5_PASSWORD ->
          new AuthenticationMD5Password(Wire.readBytes(body, 4));
      case AuthenticationCode.GSS -> new AuthenticationGSS();
      case AuthenticationCode.GSS_CONTINUE -> new AuthenticationGSSContinue(Wire.readRest(body));
      case AuthenticationCode.SSPI -> new AuthenticationSSPI();
      case AuthenticationCode.SASL -> new AuthenticationSASL(readMechanisms(body));
      case AuthenticationCode.SASL_CONTINUE -> new AuthenticationSASLContinue(Wire.readRest(body));
      case AuthenticationCode.SASL_FINAL -> new AuthenticationSASLFinal(Wire.readRest(body));
      default ->
          throw new ProtocolViolation(
              "authentication method " + Integer.toUnsignedString(code) + " not supported");
    };
  }

  private static List<String> readMechanisms(ByteBuf body) {
    List<String> mechanisms = new ArrayList<>();
    for (String name = Wire.readServerString(body);
        !name.isEmpty();
        name = Wire.readServerString(body)) {
      mechanisms.add(name);
    }
    return mechanisms;
  }
}
