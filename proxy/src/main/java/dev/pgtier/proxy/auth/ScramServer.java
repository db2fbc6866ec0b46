package dev.pgtier.proxy.auth;

import com.ongres.scram.common.ScramFunctions;
import dev.pgtier.proxy.scram.Scram;
import dev.pgtier.proxy.wire.Authentication.AuthenticationSASL;
import dev.pgtier.proxy.wire.Authentication.AuthenticationSASLContinue;
import dev.pgtier.proxy.wire.Authentication.AuthenticationSASLFinal;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.ErrorResponse;
import dev.pgtier.proxy.wire.ProtocolViolation;
import dev.pgtier.proxy.wire.SASLInitialResponse;
import dev.pgtier.proxy.wire.SASLResponse;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

/**
 * The server's side of one SCRAM-SHA-256 or SCRAM-SHA-256-PLUS exchange (RFC 5802; manual, "SASL
 * Authentication"). Messages in, messages out; no more than some hashes are computed.
 *
 * <p>Whatever a client sends that is not SCRAM throws {@link ProtocolViolation}, in PostgreSQL's
 * words and with its SQLSTATE. What only a wrong password or name can cause is a {@link
 * Step.Failure}, at the end and not before.
 */
public final class ScramServer {
  /** The greatest length field, in bytes, that PostgreSQL accepts of a SASL message. */
  public static final int MAX_MESSAGE_LENGTH = 1024;

  private enum State {
    MECHANISM_DUE,
    CLIENT_FIRST_DUE,
    CLIENT_FINAL_DUE,
    OVER
  }

  private final String user;
  private final ScramVerifier verifier;
  private final boolean doomed;
  private final Optional<Bytes> endPoint;
  private final String serverNonce;
  private State state = State.MECHANISM_DUE;
  private boolean plus;
  private ClientFirst clientFirst;
  private String nonce;
  private String serverFirst;

  ScramServer(
      String user,
      ScramVerifier verifier,
      boolean doomed,
      Optional<Bytes> endPoint,
      String serverNonce) {
    this.user = user;
    this.verifier = verifier;
    this.doomed = doomed;
    this.endPoint = endPoint;
    this.serverNonce = serverNonce;
  }

  /** What PostgreSQL says, whatever was wrong with name or password. */
  public static ErrorResponse failure(String user) {
    return ErrorResponse.fatal("28P01", "password authentication failed for user \"" + user + "\"");
  }

  /** What to send first. */
  public AuthenticationSASL request() {
    return new AuthenticationSASL(
        endPoint.isPresent()
            ? List.of(Scram.SCRAM_SHA_256_PLUS, Scram.SCRAM_SHA_256)
            : List.of(Scram.SCRAM_SHA_256));
  }

  /**
   * Takes the answer to {@link #request}.
   *
   * @throws ProtocolViolation if it is not SCRAM; nothing but the error may follow
   */
  public Step initial(SASLInitialResponse message) {
    if (state != State.MECHANISM_DUE) {
      throw new IllegalStateException("no SASLInitialResponse is due");
    }
    if (!request().mechanisms().contains(message.mechanism())) {
      throw new ProtocolViolation("client selected an invalid SASL authentication mechanism");
    }
    plus = message.mechanism().equals(Scram.SCRAM_SHA_256_PLUS);
    if (message.response().isEmpty()) {
      state = State.CLIENT_FIRST_DUE;
      return new Step.Challenge(new AuthenticationSASLContinue(Bytes.EMPTY));
    }
    return first(message.response().get());
  }

  /**
   * Takes the answer to a {@link Step.Challenge}.
   *
   * @throws ProtocolViolation if it is not SCRAM; nothing but the error may follow
   */
  public Step response(SASLResponse message) {
    return switch (state) {
      case CLIENT_FIRST_DUE -> first(message.data());
      case CLIENT_FINAL_DUE -> last(message.data());
      case MECHANISM_DUE, OVER -> throw new IllegalStateException("no SASLResponse is due");
    };
  }

  private Step first(Bytes message) {
    state = State.OVER;
    clientFirst = ClientFirst.parse(message, plus, endPoint.isPresent());
    nonce = clientFirst.nonce() + serverNonce;
    serverFirst =
        "r="
            + nonce
            + ",s="
            + base64(verifier.salt().toByteArray())
            + ",i="
            + verifier.iterations();
    state = State.CLIENT_FINAL_DUE;
    return new Step.Challenge(new AuthenticationSASLContinue(utf8(serverFirst)));
  }

  private Step last(Bytes message) {
    state = State.OVER;
    ClientFinal clientFinal = ClientFinal.parse(message, plus, binding(), nonce);
    String signed = clientFirst.bare() + "," + serverFirst + "," + clientFinal.withoutProof();
    // Both are computed whatever comes of it, so that the time does not tell what was wrong.
    boolean proven =
        ScramFunctions.verifyClientProof(
            Scram.MECHANISM,
            clientFinal.proof().toByteArray(),
            verifier.storedKey().toByteArray(),
            signed);
    byte[] signature =
        ScramFunctions.serverSignature(Scram.MECHANISM, verifier.serverKey().toByteArray(), signed);
    return proven && !doomed
        ? new Step.Success(new AuthenticationSASLFinal(utf8("v=" + base64(signature))))
        : new Step.Failure(failure(user));
  }

  /** RFC 5802's cbind-input, base64. */
  private String binding() {
    ByteArrayOutputStream input = new ByteArrayOutputStream();
    input.writeBytes(clientFirst.gs2Header().getBytes(StandardCharsets.UTF_8));
    if (plus) {
      input.writeBytes(endPoint.orElseThrow().toByteArray());
    }
    return base64(input.toByteArray());
  }

  private static String base64(byte[] bytes) {
    return Base64.getEncoder().encodeToString(bytes);
  }

  private static Bytes utf8(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }
}
