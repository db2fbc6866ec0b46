package dev.pgtier.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.ongres.scram.client.ScramClient;
import com.ongres.scram.common.StringPreparation;
import dev.pgtier.proxy.wire.Authentication.AuthenticationSASL;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.ErrorResponse;
import dev.pgtier.proxy.wire.ProtocolViolation;
import dev.pgtier.proxy.wire.SASLInitialResponse;
import dev.pgtier.proxy.wire.SASLResponse;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class ScramServerTest {
  private static final Bytes END_POINT = Bytes.copyOf(new byte[32]);
  private static final ScramVerifier VERIFIER = ScramVerifier.derive("pencil");

  private final ScramServers servers = new ScramServers(new SecureRandom());

  @Test
  void theExampleOfRfc7677() {
    Bytes salt = Bytes.copyOf(Base64.getDecoder().decode("W22ZaJ0SNY7soEsUEjb6gQ=="));
    ScramServer server =
        new ScramServer(
            "user",
            ScramVerifier.derive("pencil", 4096, salt),
            false,
            Optional.empty(),
            "%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0");
    Step challenge =
        server.initial(
            new SASLInitialResponse(
                "SCRAM-SHA-256", Optional.of(bytes("n,,n=user,r=rOprNGfwEbeRWgbNEkqO"))));
    assertThat(text(challenge))
        .isEqualTo(
            "r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                + "s=W22ZaJ0SNY7soEsUEjb6gQ==,i=4096");
    Step success =
        server.response(
            new SASLResponse(
                bytes(
                    "c=biws,r=rOprNGfwEbeRWgbNEkqO%hvYDpWUa2RaTCAfuxFIlj)hNlF$k0,"
                        + "p=dHzbZapWIk4jUhN+Ute9ytag9zjfMHgsqmmiz7AndVQ=")));
    assertThat(text(success)).isEqualTo("v=6rriTRBi23WpRR/wtup+mMhUZUn/dB5nLTJRsjl95G4=");
  }

  @Test
  void aClientWithThePasswordIsLetInAndSeesThatWeKnowIt() throws Exception {
    assertThat(logIn("bob", "pencil", Optional.of(VERIFIER), Optional.empty()))
        .isInstanceOf(Step.Success.class);
  }

  @Test
  void aClientOnTlsBindsTheLogInToTheChannel() throws Exception {
    assertThat(logIn("bob", "pencil", Optional.of(VERIFIER), Optional.of(END_POINT)))
        .isInstanceOf(Step.Success.class);
  }

  @Test
  void bindingIsOfferedOnlyWhereThereIsAChannelToBindTo() {
    assertThat(servers.begin("bob", Optional.empty(), Optional.empty()).request())
        .isEqualTo(new AuthenticationSASL(List.of("SCRAM-SHA-256")));
    assertThat(servers.begin("bob", Optional.empty(), Optional.of(END_POINT)).request())
        .isEqualTo(new AuthenticationSASL(List.of("SCRAM-SHA-256-PLUS", "SCRAM-SHA-256")));
  }

  @Test
  void aClientInTheMiddleBindsToAnotherChannel() {
    Bytes other = Bytes.copyOf(new byte[] {1, 2, 3});
    ScramServer server = servers.begin("bob", Optional.of(VERIFIER), Optional.of(END_POINT));
    ScramClient client = client(server, "bob", "pencil", Optional.of(other));
    assertThatThrownBy(() -> converse(server, client))
        .isInstanceOf(ProtocolViolation.class)
        .hasMessage("SCRAM channel binding check failed")
        .extracting(e -> ((ProtocolViolation) e).sqlState())
        .isEqualTo("28000");
  }

  @Test
  void wrongPasswordUnknownNameAndCertificateOnlyEndAlike() throws Exception {
    assertThat(logIn("bob", "pencils", Optional.of(VERIFIER), Optional.empty()))
        .isEqualTo(
            new Step.Failure(
                ErrorResponse.fatal("28P01", "password authentication failed for user \"bob\"")))
        .isEqualTo(logIn("bob", "pencil", Optional.empty(), Optional.empty()));
  }

  @Test
  void anUnknownNameGetsTheSaltThatAPrincipalWould() throws Exception {
    String known = challenge(servers, "bob", Optional.of(VERIFIER));
    String unknown = challenge(servers, "eve", Optional.empty());
    assertThat(unknown).hasSameSizeAs(known);
    assertThat(unknown.replaceAll("=[^,]*", "=")).isEqualTo(known.replaceAll("=[^,]*", "="));
    assertThat(salt(unknown))
        .isEqualTo(salt(challenge(servers, "eve", Optional.empty())))
        .isNotEqualTo(salt(challenge(servers, "mallory", Optional.empty())))
        .isNotEqualTo(
            salt(challenge(new ScramServers(new SecureRandom()), "eve", Optional.empty())));
    assertThat(salt(known)).isEqualTo(salt(challenge(servers, "bob", Optional.of(VERIFIER))));
  }

  @Test
  void aRecordedLogInCannotBePlayedAgain() throws Exception {
    ScramServer first = servers.begin("bob", Optional.of(VERIFIER), Optional.empty());
    ScramClient client = client(first, "bob", "pencil", Optional.empty());
    SASLInitialResponse initial = initial(client);
    client.serverFirstMessage(text(first.initial(initial)));
    SASLResponse recorded = new SASLResponse(bytes(client.clientFinalMessage().toString()));
    assertThat(first.response(recorded)).isInstanceOf(Step.Success.class);

    assertThatThrownBy(() -> first.response(recorded)).isInstanceOf(IllegalStateException.class);
    ScramServer second = servers.begin("bob", Optional.of(VERIFIER), Optional.empty());
    second.initial(initial);
    assertThatThrownBy(() -> second.response(recorded))
        .isInstanceOf(ProtocolViolation.class)
        .hasMessage("invalid SCRAM response");
  }

  @Test
  void aMockVerifierLetsNobodyInWhateverTheyProve() throws Exception {
    ScramServer doomed =
        new ScramServer("bob", VERIFIER, true, Optional.empty(), "nonceOfTheServer");
    assertThat(converse(doomed, client(doomed, "bob", "pencil", Optional.empty())))
        .isInstanceOf(Step.Failure.class);
  }

  @Test
  void thereIsNoWayBackAfterAnError() {
    ScramServer server = servers.begin("bob", Optional.of(VERIFIER), Optional.empty());
    SASLInitialResponse bad =
        new SASLInitialResponse("SCRAM-SHA-256", Optional.of(bytes("gibberish")));
    assertThatThrownBy(() -> server.initial(bad)).isInstanceOf(ProtocolViolation.class);
    assertThatThrownBy(() -> server.response(new SASLResponse(bytes("n,,n=,r=x"))))
        .isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(() -> server.response(new SASLResponse(Bytes.EMPTY)))
        .isInstanceOf(IllegalStateException.class);
  }

  private Step logIn(
      String user, String password, Optional<ScramVerifier> verifier, Optional<Bytes> endPoint)
      throws Exception {
    ScramServer server = servers.begin(user, verifier, endPoint);
    return converse(server, client(server, user, password, endPoint));
  }

  private static ScramClient client(
      ScramServer server, String user, String password, Optional<Bytes> endPoint) {
    return ScramClient.builder()
        .advertisedMechanisms(server.request().mechanisms())
        .username(user)
        .password(password.toCharArray())
        .channelBinding(
            "tls-server-end-point", endPoint.map(Bytes::toByteArray).orElse(new byte[0]))
        .stringPreparation(StringPreparation.POSTGRESQL_PREPARATION)
        .build();
  }

  private static SASLInitialResponse initial(ScramClient client) {
    return new SASLInitialResponse(
        client.getScramMechanism().getName(),
        Optional.of(bytes(client.clientFirstMessage().toString())));
  }

  private static Step converse(ScramServer server, ScramClient client) throws Exception {
    client.serverFirstMessage(text(server.initial(initial(client))));
    Step end = server.response(new SASLResponse(bytes(client.clientFinalMessage().toString())));
    if (end instanceof Step.Success) {
      client.serverFinalMessage(text(end));
    }
    return end;
  }

  private static String challenge(
      ScramServers servers, String user, Optional<ScramVerifier> verifier) {
    return text(
        servers
            .begin(user, verifier, Optional.empty())
            .initial(new SASLInitialResponse("SCRAM-SHA-256", Optional.of(bytes("n,,n=,r=abc")))));
  }

  private static String salt(String challenge) {
    return challenge.substring(challenge.indexOf(",s="), challenge.indexOf(",i="));
  }

  private static String text(Step step) {
    Bytes data =
        step instanceof Step.Challenge challenge
            ? challenge.message().data()
            : ((Step.Success) step).message().data();
    return new String(data.toByteArray(), StandardCharsets.UTF_8);
  }

  private static Bytes bytes(String text) {
    return Bytes.copyOf(text.getBytes(StandardCharsets.UTF_8));
  }
}
