package dev.pgtier.proxy.upstream;

import dev.pgtier.proxy.wire.Authentication;
import dev.pgtier.proxy.wire.Authentication.AuthenticationCleartextPassword;
import dev.pgtier.proxy.wire.Authentication.AuthenticationGSS;
import dev.pgtier.proxy.wire.Authentication.AuthenticationGSSContinue;
import dev.pgtier.proxy.wire.Authentication.AuthenticationKerberosV5;
import dev.pgtier.proxy.wire.Authentication.AuthenticationMD5Password;
import dev.pgtier.proxy.wire.Authentication.AuthenticationOk;
import dev.pgtier.proxy.wire.Authentication.AuthenticationSASL;
import dev.pgtier.proxy.wire.Authentication.AuthenticationSASLContinue;
import dev.pgtier.proxy.wire.Authentication.AuthenticationSASLFinal;
import dev.pgtier.proxy.wire.Authentication.AuthenticationSSPI;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.FrontendMessage;
import dev.pgtier.proxy.wire.PasswordMessage;
import java.security.SecureRandom;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;

/**
 * Our answers to one server's Authentication messages (manual, "Start-up"): SCRAM-SHA-256 and
 * -PLUS, md5, password where nobody can listen, trust. No channel, no I/O.
 */
final class UpstreamAuthenticator {
  private enum State {
    BEGUN,
    /** A PasswordMessage was sent. */
    PASSWORD_SENT,
    SCRAM_FIRST_SENT,
    SCRAM_FINAL_SENT,
    /** The server has proved that it knows the password too. */
    SERVER_PROVED,
    OVER
  }

  private final Credential credential;
  private final boolean confidential;
  private final Optional<Bytes> endPoint;
  private final Executor blocking;
  private final SecureRandom random;
  private volatile State state = State.BEGUN;
  private ScramClient scram;

  /**
   * For one connection.
   *
   * @param confidential whether it is on TLS, or does not leave this machine
   * @param endPoint the tls-server-end-point hash of the server's certificate, on TLS
   * @param blocking looks passwords up and derives keys
   */
  UpstreamAuthenticator(
      Credential credential,
      boolean confidential,
      Optional<Bytes> endPoint,
      Executor blocking,
      SecureRandom random) {
    this.credential = credential;
    this.confidential = confidential;
    this.endPoint = endPoint;
    this.blocking = blocking;
    this.random = random;
  }

  /**
   * Answers one message. The next may be given only when the answer is there.
   *
   * @return what to send, empty for nothing; on this thread or on one of {@code blocking}; fails
   *     with {@link LoginFailedException}
   */
  CompletionStage<Optional<FrontendMessage>> answer(Authentication message) {
    State before = state;
    state = State.OVER;
    try {
      if (message instanceof AuthenticationOk) {
        return accepted(before);
      } else if (message instanceof AuthenticationSASL sasl) {
        require(before, State.BEGUN, message);
        scram = ScramClient.choose(credential, sasl.mechanisms(), endPoint, random);
        return now(State.SCRAM_FIRST_SENT, Optional.of(scram.first()));
      } else if (message instanceof AuthenticationSASLContinue next) {
        require(before, State.SCRAM_FIRST_SENT, message);
        return scram.challenge(next.data())
            ? now(State.SCRAM_FINAL_SENT, Optional.of(scram.last()))
            : later(State.SCRAM_FINAL_SENT, scram::last);
      } else if (message instanceof AuthenticationSASLFinal last) {
        require(before, State.SCRAM_FINAL_SENT, message);
        scram.verify(last.data());
        return now(State.SERVER_PROVED, Optional.empty());
      } else if (message instanceof AuthenticationMD5Password md5) {
        require(before, State.BEGUN, message);
        return later(
            State.PASSWORD_SENT,
            () ->
                new PasswordMessage(
                    Md5Password.hash(credential.user(), credential.reveal(), md5.salt())));
      } else if (message instanceof AuthenticationCleartextPassword) {
        require(before, State.BEGUN, message);
        return cleartext();
      } else {
        throw new LoginFailedException(unsupported(message));
      }
    } catch (LoginFailedException e) {
      return CompletableFuture.failedFuture(e);
    }
  }

  private CompletionStage<Optional<FrontendMessage>> accepted(State before)
      throws LoginFailedException {
    return switch (before) {
      case BEGUN, PASSWORD_SENT, SERVER_PROVED -> now(State.OVER, Optional.empty());
      case SCRAM_FIRST_SENT, SCRAM_FINAL_SENT ->
          throw new LoginFailedException(
              "the server broke SCRAM off before it had proved that it knows the password of "
                  + credential.user()
                  + ": somebody may be posing as it");
      case OVER -> throw unexpected(new AuthenticationOk());
    };
  }

  private CompletionStage<Optional<FrontendMessage>> cleartext() throws LoginFailedException {
    if (!confidential) {
      throw new LoginFailedException(
          "the server asks for the password of "
              + credential.user()
              + " in clear, and the connection is not on TLS: set tls of the upstream,"
              + " or scram-sha-256 in the server's pg_hba.conf");
    }
    return later(State.PASSWORD_SENT, () -> new PasswordMessage(credential.reveal()));
  }

  private CompletionStage<Optional<FrontendMessage>> now(
      State next, Optional<FrontendMessage> answer) {
    state = next;
    return CompletableFuture.completedFuture(answer);
  }

  private CompletionStage<Optional<FrontendMessage>> later(
      State next, Callable<FrontendMessage> work) throws LoginFailedException {
    CompletableFuture<Optional<FrontendMessage>> answer = new CompletableFuture<>();
    try {
      blocking.execute(
          () -> {
            try {
              FrontendMessage message = work.call();
              state = next;
              answer.complete(Optional.of(message));
            } catch (Exception e) {
              answer.completeExceptionally(e);
            }
          });
      return answer;
    } catch (RejectedExecutionException e) {
      throw new LoginFailedException("too many connections are being opened at once");
    }
  }

  private static void require(State actual, State expected, Authentication message)
      throws LoginFailedException {
    if (actual != expected) {
      throw unexpected(message);
    }
  }

  private static LoginFailedException unexpected(Authentication message) {
    return new LoginFailedException(
        "the server sent " + message.getClass().getSimpleName() + " out of turn");
  }

  private static String unsupported(Authentication message) {
    String method =
        message instanceof AuthenticationGSS || message instanceof AuthenticationGSSContinue
            ? "GSSAPI"
            : message instanceof AuthenticationSSPI
                ? "SSPI"
                : message instanceof AuthenticationKerberosV5
                    ? "Kerberos V5"
                    : message.getClass().getSimpleName();
    return "the server asks for "
        + method
        + ", which pgtier does not speak: give the upstream's user a line with scram-sha-256 in"
        + " the server's pg_hba.conf";
  }
}
