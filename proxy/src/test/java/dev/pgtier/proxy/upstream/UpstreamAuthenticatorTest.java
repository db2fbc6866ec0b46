package dev.pgtier.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgtier.proxy.secret.Secret;
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
import dev.pgtier.proxy.wire.SASLInitialResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import org.junit.jupiter.api.Test;

/** Servers that no real one is like. */
class UpstreamAuthenticatorTest {
  private static final Bytes END_POINT = Bytes.copyOf(new byte[32]);
  private static final AuthenticationSASL SCRAM = new AuthenticationSASL(List.of("SCRAM-SHA-256"));
  private static final AuthenticationSASL SCRAM_AND_PLUS =
      new AuthenticationSASL(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256"));

  private final Queue<Runnable> blocking = new ArrayDeque<>();
  private final Credential credential = new Credential("bob", Optional.of(Secret.of("pencil")));

  @Test
  void theMd5ExampleIsRight() {
    // (printf %s $(printf pencilbob | md5sum | cut -c-32); printf '\1\2\3\4') | md5sum
    UpstreamAuthenticator authenticator = authenticator(Optional.empty());
    CompletableFuture<Optional<FrontendMessage>> answer =
        start(authenticator, new AuthenticationMD5Password(Bytes.copyOf(new byte[] {1, 2, 3, 4})));
    assertThat(answer).as("not on the caller's thread").isNotDone();
    blocking.remove().run();
    assertThat(answer.join()).contains(new PasswordMessage("md5735bfd3e1298fa49b4b28c02c7f176e1"));
  }

  @Test
  void withoutAChannelToBindToItIsNotClaimed() {
    assertThat(first(Optional.empty(), SCRAM_AND_PLUS)).startsWith("SCRAM-SHA-256 n,,n=,r=");
  }

  @Test
  void aServerThatHidesBindingIsToldThatWeKnowIt() {
    assertThat(first(Optional.of(END_POINT), SCRAM)).startsWith("SCRAM-SHA-256 y,,n=,r=");
    assertThat(first(Optional.of(END_POINT), SCRAM_AND_PLUS))
        .startsWith("SCRAM-SHA-256-PLUS p=tls-server-end-point,,n=,r=");
  }

  @Test
  void noTwoNoncesAreAlike() {
    assertThat(first(Optional.empty(), SCRAM)).isNotEqualTo(first(Optional.empty(), SCRAM));
  }

  @Test
  void whatWeDoNotSpeakIsNamedWithTheWayOut() {
    String wayOut =
        ", which pgtier does not speak: give the upstream's user a line with scram-sha-256 in the"
            + " server's pg_hba.conf";
    assertThat(refusal(new AuthenticationGSS())).isEqualTo("the server asks for GSSAPI" + wayOut);
    assertThat(refusal(new AuthenticationGSSContinue(Bytes.EMPTY)))
        .isEqualTo("the server asks for GSSAPI" + wayOut);
    assertThat(refusal(new AuthenticationSSPI())).isEqualTo("the server asks for SSPI" + wayOut);
    assertThat(refusal(new AuthenticationKerberosV5()))
        .isEqualTo("the server asks for Kerberos V5" + wayOut);
    assertThat(refusal(new AuthenticationSASL(List.of("OAUTHBEARER"))))
        .isEqualTo(
            "the server offers no SASL mechanism that pgtier speaks, but OAUTHBEARER;"
                + " SCRAM-SHA-256 and SCRAM-SHA-256-PLUS would do");
  }

  @Test
  void aServerThatOnlyOffersBindingWantsTls() {
    assertThat(refusal(new AuthenticationSASL(List.of("SCRAM-SHA-256-PLUS"))))
        .startsWith("the server offers no SASL mechanism");
  }

  @Test
  void aServerThatBreaksScramOffHasNotProvedItself() {
    UpstreamAuthenticator authenticator = authenticator(Optional.empty());
    String nonce = nonce(authenticator);
    CompletableFuture<Optional<FrontendMessage>> answer =
        start(authenticator, challenge("r=" + nonce + "x,s=c2FsdA==,i=4096"));
    blocking.remove().run();
    assertThat(answer.join()).isPresent();
    assertThat(refusal(authenticator, new AuthenticationOk()))
        .contains("somebody may be posing as it");

    UpstreamAuthenticator other = authenticator(Optional.empty());
    nonce(other);
    assertThat(refusal(other, new AuthenticationOk())).contains("somebody may be posing as it");
  }

  @Test
  void aServerWithoutTheVerifierIsFoundOut() {
    UpstreamAuthenticator authenticator = authenticator(Optional.empty());
    CompletableFuture<Optional<FrontendMessage>> answer =
        start(authenticator, challenge("r=" + nonce(authenticator) + "x,s=c2FsdA==,i=4096"));
    blocking.remove().run();
    assertThat(answer.join()).isPresent();
    assertThat(
            refusal(authenticator, new AuthenticationSASLFinal(bytes("v=" + "A".repeat(43) + "="))))
        .isEqualTo(
            "the server could not prove that it knows the password of bob: somebody may be posing"
                + " as it");
    assertThat(credential.proven(bytes("salt"), 4096)).isEmpty();
  }

  @Test
  void badChallengesAreRefusedAndCostNothing() {
    for (String challenge :
        List.of(
            "",
            "r=other,s=c2FsdA==,i=4096",
            "r=%NONCE%,s=c2FsdA==,i=4096",
            "r=%NONCE%x,s=c2FsdA,i=4096",
            "r=%NONCE%x,s=,i=4096",
            "r=%NONCE%x,s=c2FsdA==,i=0",
            "r=%NONCE%x,s=c2FsdA==,i=-1",
            "r=%NONCE%x,s=c2FsdA==,i=99999999999",
            "r=%NONCE%x,s=c2FsdA==,i=4096,x=1",
            "m=ext,r=%NONCE%x,s=c2FsdA==,i=4096",
            "s=c2FsdA==,r=%NONCE%x,i=4096")) {
      UpstreamAuthenticator authenticator = authenticator(Optional.empty());
      String nonce = nonce(authenticator);
      assertThat(refusal(authenticator, challenge(challenge.replace("%NONCE%", nonce))))
          .as(challenge)
          .isEqualTo("the server's SCRAM message is malformed");
    }
    UpstreamAuthenticator authenticator = authenticator(Optional.empty());
    assertThat(
            refusal(
                authenticator, challenge("r=" + nonce(authenticator) + "x,s=c2FsdA==,i=1000001")))
        .isEqualTo("the server asks for 1000001 SCRAM iterations; that is over a million");
    assertThat(blocking).isEmpty();
  }

  @Test
  void questionsOutOfTurnAreNotAnswered() {
    assertThat(refusal(challenge("r=x,s=c2FsdA==,i=1")))
        .isEqualTo("the server sent AuthenticationSASLContinue out of turn");
    UpstreamAuthenticator authenticator = authenticator(Optional.empty());
    nonce(authenticator);
    assertThat(refusal(authenticator, new AuthenticationCleartextPassword()))
        .as("a password is not said in clear once SCRAM has begun")
        .isEqualTo("the server sent AuthenticationCleartextPassword out of turn");
    assertThat(refusal(authenticator, new AuthenticationOk()))
        .as("and nothing helps afterwards")
        .isEqualTo("the server sent AuthenticationOk out of turn");
  }

  @Test
  void aFullQueueFailsTheLogInAndNotTheProxy() {
    UpstreamAuthenticator authenticator =
        new UpstreamAuthenticator(
            credential,
            true,
            Optional.empty(),
            task -> {
              throw new RejectedExecutionException("full");
            },
            new SecureRandom());
    assertThat(refusal(authenticator, new AuthenticationCleartextPassword()))
        .isEqualTo("too many connections are being opened at once");
  }

  private UpstreamAuthenticator authenticator(Optional<Bytes> endPoint) {
    return new UpstreamAuthenticator(credential, true, endPoint, blocking::add, new SecureRandom());
  }

  private String first(Optional<Bytes> endPoint, AuthenticationSASL offer) {
    SASLInitialResponse initial =
        (SASLInitialResponse) start(authenticator(endPoint), offer).join().orElseThrow();
    return initial.mechanism() + " " + text(initial.response().orElseThrow());
  }

  private static String nonce(UpstreamAuthenticator authenticator) {
    SASLInitialResponse initial =
        (SASLInitialResponse) start(authenticator, SCRAM).join().orElseThrow();
    String message = text(initial.response().orElseThrow());
    return message.substring(message.indexOf("r=") + 2);
  }

  private String refusal(Authentication message) {
    return refusal(authenticator(Optional.empty()), message);
  }

  private static String refusal(UpstreamAuthenticator authenticator, Authentication message) {
    CompletableFuture<Optional<FrontendMessage>> answer = start(authenticator, message);
    assertThat(answer).isCompletedExceptionally();
    CompletionException failure = catchThrowableOfType(CompletionException.class, answer::join);
    assertThat(failure).hasCauseInstanceOf(LoginFailedException.class);
    return failure.getCause().getMessage();
  }

  private static CompletableFuture<Optional<FrontendMessage>> start(
      UpstreamAuthenticator authenticator, Authentication message) {
    return authenticator.answer(message).toCompletableFuture();
  }

  private static AuthenticationSASLContinue challenge(String text) {
    return new AuthenticationSASLContinue(bytes(text));
  }

  private static String text(Bytes bytes) {
    return new String(bytes.toByteArray(), StandardCharsets.UTF_8);
  }

  private static Bytes bytes(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }
}
