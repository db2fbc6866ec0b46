package dev.pgtier.proxy.auth;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.fixture.RealPostgres;
import dev.pgtier.proxy.fixture.WireClient;
import dev.pgtier.proxy.tls.ClientTls;
import dev.pgtier.proxy.wire.Authentication.AuthenticationSASLContinue;
import dev.pgtier.proxy.wire.BackendMessage;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.ErrorResponse;
import dev.pgtier.proxy.wire.Fields;
import dev.pgtier.proxy.wire.ProtocolViolation;
import dev.pgtier.proxy.wire.SASLInitialResponse;
import dev.pgtier.proxy.wire.SASLResponse;
import dev.pgtier.proxy.wire.StartupMessage;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What is wrong in a client's SCRAM is answered by a real server and by ours, word for word. */
class ScramWordsTest {
  private static final String PROOF = "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=";

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      textBlock =
          """
          SCRAM-SHA-256      |                                   |
          SCRAM-SHA-256      | n,,n=,r=abc%NUL%x                 |
          SCRAM-SHA-256      | x,,n=,r=abc                       |
          SCRAM-SHA-256      | %7F%,,n=,r=abc                    |
          SCRAM-SHA-256      | n                                 |
          SCRAM-SHA-256      | n;                                |
          SCRAM-SHA-256      | n,                                |
          SCRAM-SHA-256      | n,a=bob,n=,r=abc                  |
          SCRAM-SHA-256      | n,b=bob,n=,r=abc                  |
          SCRAM-SHA-256      | n,,                               |
          SCRAM-SHA-256      | n,,m=x,n=,r=abc                   |
          SCRAM-SHA-256      | n,,r=abc                          |
          SCRAM-SHA-256      | n,,n:,r=abc                       |
          SCRAM-SHA-256      | n,,n=                             |
          SCRAM-SHA-256      | n,,n=,r=a b                       |
          SCRAM-SHA-256      | n,,n=,r=abc,x                     |
          SCRAM-SHA-256      | n,,n=,r=abc,1=x                   |
          SCRAM-SHA-256      | p=tls-server-end-point,,n=,r=abc  |
          SCRAM-SHA-256-PLUS | p=tls-server-end-point,,n=,r=abc  |
          SCRAM-SHA-1        | n,,n=,r=abc                       |
          SCRAM-SHA-256      | -                                 |
          SCRAM-SHA-256      | n,,n=,r=                          | c=biws,r=%NONCE%,p=%PROOF%
          SCRAM-SHA-256      | n,,n=*,r=abc,x=1                  | c=biws,r=%NONCE%,p=%PROOF%
          SCRAM-SHA-256      | n,,n=bob,r=abc                    | c=biws,r=%NONCE%,x=1,y=,p=%PROOF%
          SCRAM-SHA-256      | y,,n=,r=abc                       | c=eSws,r=%NONCE%,p=%PROOF%
          SCRAM-SHA-256      | n,,n=,r=abc                       | c=eSws,r=%NONCE%,p=%PROOF%
          SCRAM-SHA-256      | y,,n=,r=abc                       | c=biws,r=%NONCE%,p=%PROOF%
          SCRAM-SHA-256      | n,,n=,r=abc                       | c=,r=%NONCE%,p=%PROOF%
          SCRAM-SHA-256      | n,,n=,r=abc                       | c=biws
          SCRAM-SHA-256      | n,,n=,r=abc                       | r=%NONCE%,c=biws,p=%PROOF%
          SCRAM-SHA-256      | n,,n=,r=abc                       | c=biws,r=abc,p=%PROOF%
          SCRAM-SHA-256      | n,,n=,r=abc                       | c=biws,r=%NONCE%x,p=%PROOF%
          SCRAM-SHA-256      | n,,n=,r=abc                       | c=biws,r=%NONCE%
          SCRAM-SHA-256      | n,,n=,r=abc                       | c=biws,r=%NONCE%,1=x,p=%PROOF%
          SCRAM-SHA-256      | n,,n=,r=abc                       | c=biws,r=%NONCE%,p=AAAA
          SCRAM-SHA-256      | n,,n=,r=abc                       | c=biws,r=%NONCE%,p=
          SCRAM-SHA-256      | n,,n=,r=abc                       | c=biws,r=%NONCE%,p=!!
          SCRAM-SHA-256      | n,,n=,r=abc                       | c=biws,r=%NONCE%,p=%PROOF%,x=1
          SCRAM-SHA-256      | n,,n=,r=abc                       | c=biws,r=%NONCE%,p=%PROOF%%NUL%
          """)
  void inClear(String mechanism, String first, String last) throws Exception {
    for (String user : List.of("scram", "nobody")) {
      assertSameWords(user, mechanism, first, last, false);
    }
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          SCRAM-SHA-256      | y,,n=,r=abc                       |
          SCRAM-SHA-256      | n,,n=,r=abc                       | c=biws,r=%NONCE%,p=%PROOF%
          SCRAM-SHA-256      | p=tls-server-end-point,,n=,r=abc  |
          SCRAM-SHA-256-PLUS | n,,n=,r=abc                       |
          SCRAM-SHA-256-PLUS | y,,n=,r=abc                       |
          SCRAM-SHA-256-PLUS | p,,n=,r=abc                       |
          SCRAM-SHA-256-PLUS | p=,,n=,r=abc                      |
          SCRAM-SHA-256-PLUS | p=tls-unique,,n=,r=abc            |
          SCRAM-SHA-256-PLUS | p=%7F%bcdefghijklmnopqrstuvwxyz0123456789,,n=,r=abc |
          SCRAM-SHA-256-PLUS | p=tls-server-end-point            |
          SCRAM-SHA-256-PLUS | p=tls-server-end-point,a=bob,n=,r=abc |
          SCRAM-SHA-256-PLUS | p=tls-server-end-point,,n=,r=abc  | c=biws,r=%NONCE%,p=%PROOF%
          SCRAM-SHA-256-PLUS | p=tls-server-end-point,,n=,r=abc  | c=%PROOF%,r=%NONCE%,p=%PROOF%
          SCRAM-SHA-256-PLUS | p=tls-server-end-point,,n=,r=abc  | c=%BINDING%,r=%NONCE%,p=%PROOF%
          """)
  void onTls(String mechanism, String first, String last) throws Exception {
    for (String user : List.of("scram", "nobody")) {
      assertSameWords(user, mechanism, first, last, true);
    }
  }

  private interface Side {
    BackendMessage initial(SASLInitialResponse message) throws Exception;

    BackendMessage response(SASLResponse message) throws Exception;
  }

  private static void assertSameWords(
      String user, String mechanism, String first, String last, boolean tls) throws Exception {
    RealPostgres postgres = RealPostgres.shared();
    Optional<Bytes> endPoint = Optional.empty();
    BackendMessage theirs;
    try (WireClient client = new WireClient("127.0.0.1", postgres.port())) {
      if (tls) {
        SslHandler handler =
            ClientTls.load(ClientTls.Verify.AUTHORITY_AND_HOST, Optional.of(postgres.ca()))
                .newHandler(ByteBufAllocator.DEFAULT, "127.0.0.1", postgres.port());
        client.startTls(handler);
        endPoint = ClientTls.endPoint(handler);
        assertThat(endPoint).isPresent();
      }
      client.send(new StartupMessage(0, Map.of("user", user)));
      client.receive();
      theirs = converse(real(client), mechanism, first, last, endPoint);
    }
    ScramServers servers = new ScramServers(new SecureRandom());
    ScramServer ours =
        servers.begin(
            user,
            user.equals("nobody")
                ? Optional.empty()
                : Optional.of(ScramVerifier.derive("no such password")),
            endPoint);
    assertThat(converse(own(ours), mechanism, first, last, endPoint)).isEqualTo(theirs);
  }

  private static Side real(WireClient client) {
    return new Side() {
      @Override
      public BackendMessage initial(SASLInitialResponse message) throws Exception {
        client.send(message);
        return client.receive();
      }

      @Override
      public BackendMessage response(SASLResponse message) throws Exception {
        client.send(message);
        return client.receive();
      }
    };
  }

  private static Side own(ScramServer server) {
    return new Side() {
      @Override
      public BackendMessage initial(SASLInitialResponse message) {
        try {
          return message(server.initial(message));
        } catch (ProtocolViolation e) {
          return e.toErrorResponse();
        }
      }

      @Override
      public BackendMessage response(SASLResponse message) {
        try {
          return message(server.response(message));
        } catch (ProtocolViolation e) {
          return e.toErrorResponse();
        }
      }
    };
  }

  private static BackendMessage message(Step step) {
    return step instanceof Step.Challenge challenge
        ? challenge.message()
        : step instanceof Step.Failure failure
            ? failure.message()
            : ((Step.Success) step).message();
  }

  private static BackendMessage converse(
      Side side, String mechanism, String first, String last, Optional<Bytes> endPoint)
      throws Exception {
    BackendMessage answer =
        side.initial(
            new SASLInitialResponse(
                mechanism, Optional.ofNullable(first).map(text -> bytes(text, "", endPoint))));
    if (last == null) {
      return comparable(answer);
    }
    String challenge =
        new String(
            ((AuthenticationSASLContinue) answer).data().toByteArray(), StandardCharsets.UTF_8);
    String nonce = challenge.substring(2, challenge.indexOf(','));
    return comparable(side.response(new SASLResponse(bytes(last, nonce, endPoint))));
  }

  /** Without where in the source it was raised. */
  private static BackendMessage comparable(BackendMessage message) {
    return message instanceof ErrorResponse error
        ? new ErrorResponse(
            new Fields(
                error.fields().list().stream()
                    .filter(field -> "SVCMDH".indexOf(field.code()) >= 0)
                    .toList()))
        : message;
  }

  private static Bytes bytes(String template, String nonce, Optional<Bytes> endPoint) {
    String binding =
        endPoint
            .map(
                hash -> {
                  byte[] header = "p=tls-server-end-point,,".getBytes(StandardCharsets.US_ASCII);
                  byte[] input = java.util.Arrays.copyOf(header, header.length + hash.length());
                  System.arraycopy(hash.toByteArray(), 0, input, header.length, hash.length());
                  return java.util.Base64.getEncoder().encodeToString(input);
                })
            .orElse("");
    return Bytes.copyOf(
        template
            .replace("%NUL%", "\0")
            .replace("%7F%", "\u007F")
            .replace("%NONCE%", nonce)
            .replace("%PROOF%", PROOF)
            .replace("%BINDING%", binding)
            .getBytes(StandardCharsets.UTF_8));
  }
}
