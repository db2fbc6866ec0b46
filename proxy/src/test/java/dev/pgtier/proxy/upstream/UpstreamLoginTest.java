package dev.pgtier.proxy.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.fixture.RealPostgres;
import dev.pgtier.proxy.fixture.WireClient;
import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.secret.SecretException;
import dev.pgtier.proxy.upstream.Upstream.TlsMode;
import dev.pgtier.proxy.wire.Authentication;
import dev.pgtier.proxy.wire.BackendMessage;
import dev.pgtier.proxy.wire.Bytes;
import dev.pgtier.proxy.wire.ErrorResponse;
import dev.pgtier.proxy.wire.FrontendMessage;
import dev.pgtier.proxy.wire.ReadyForQuery;
import dev.pgtier.proxy.wire.SASLInitialResponse;
import dev.pgtier.proxy.wire.StartupMessage;
import io.netty.buffer.ByteBufAllocator;
import io.netty.handler.ssl.SslHandler;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Our log-in at a real PostgreSQL, by every way that it has. */
class UpstreamLoginTest {
  private static final Secret PASSWORD = Secret.of(RealPostgres.PASSWORD);

  @Test
  void byScram() throws Exception {
    assertThat(logIn("scram", PASSWORD, TlsMode.DISABLE))
        .containsExactly("SCRAM-SHA-256", "SASLResponse", "ReadyForQuery");
  }

  @Test
  void byScramBoundToTheChannelWhereverThereIsTls() throws Exception {
    assertThat(logIn("scram", PASSWORD, TlsMode.REQUIRE))
        .containsExactly("SCRAM-SHA-256-PLUS", "SASLResponse", "ReadyForQuery");
    assertThat(logIn("scram", PASSWORD, TlsMode.VERIFY_FULL))
        .containsExactly("SCRAM-SHA-256-PLUS", "SASLResponse", "ReadyForQuery");
  }

  @Test
  void byMd5() throws Exception {
    assertThat(logIn("old", PASSWORD, TlsMode.DISABLE))
        .containsExactly("PasswordMessage", "ReadyForQuery");
  }

  @Test
  void byPasswordOnTlsOnly() throws Exception {
    assertThat(logIn("plain", PASSWORD, TlsMode.VERIFY_CA))
        .containsExactly("PasswordMessage", "ReadyForQuery");
    assertThat(logIn("plain", PASSWORD, TlsMode.DISABLE))
        .containsExactly(
            "the server asks for the password of plain in clear, and the connection is not on TLS:"
                + " set tls of the upstream, or scram-sha-256 in the server's pg_hba.conf");
  }

  @Test
  void byTrust() throws Exception {
    assertThat(logIn("trusted", null, TlsMode.DISABLE)).containsExactly("ReadyForQuery");
  }

  @Test
  void theServerSaysWhenThePasswordIsWrong() throws Exception {
    for (String user : List.of("scram", "old", "nobody")) {
      assertThat(logIn(user, Secret.of("wrong"), TlsMode.DISABLE))
          .endsWith("28P01 password authentication failed for user \"" + user + "\"");
    }
  }

  @Test
  void aPasswordThatIsNotThereIsSaidByName() throws Exception {
    assertThat(logIn("scram", null, TlsMode.DISABLE))
        .endsWith("the server wants a password of scram, and the upstream has none");
    assertThat(logIn("scram", Secret.of(""), TlsMode.DISABLE))
        .endsWith("the password of scram is empty");
    Secret broken =
        () -> {
          throw new SecretException("${env:PGPASS}: is not set");
        };
    assertThat(logIn("old", broken, TlsMode.DISABLE))
        .containsExactly("the password of old: ${env:PGPASS}: is not set");
  }

  @Test
  void aPasswordIsLookedUpOnceForManyLogIns() throws Exception {
    AtomicInteger lookedUp = new AtomicInteger();
    Secret counted =
        () -> {
          lookedUp.incrementAndGet();
          return RealPostgres.PASSWORD;
        };
    UpstreamSecurity security = UpstreamSecurity.load(List.of(upstream("scram", counted)));
    for (int i = 0; i < 5; i++) {
      assertThat(logIn(security, upstream("scram", counted))).endsWith("ReadyForQuery");
    }
    assertThat(lookedUp).hasValue(1);
  }

  @Test
  void aWrongPasswordIsNotKept() throws Exception {
    AtomicInteger lookedUp = new AtomicInteger();
    Secret corrected = () -> lookedUp.incrementAndGet() == 1 ? "wrong" : RealPostgres.PASSWORD;
    UpstreamSecurity security = UpstreamSecurity.load(List.of(upstream("scram", corrected)));
    assertThat(logIn(security, upstream("scram", corrected)).get(2)).startsWith("28P01");
    assertThat(logIn(security, upstream("scram", corrected))).endsWith("ReadyForQuery");
  }

  @Test
  void aChangedPasswordIsLookedUpAgain() throws Exception {
    RealPostgres postgres = RealPostgres.shared();
    postgres.execute("DROP ROLE IF EXISTS scram2", "CREATE ROLE scram2 LOGIN PASSWORD 'one'");
    AtomicInteger lookedUp = new AtomicInteger();
    Secret rotated = () -> lookedUp.incrementAndGet() == 1 ? "one" : "two";
    UpstreamSecurity security = UpstreamSecurity.load(List.of(upstream("scram2", rotated)));
    assertThat(logIn(security, upstream("scram2", rotated))).endsWith("ReadyForQuery");
    postgres.execute("ALTER ROLE scram2 PASSWORD 'two'");
    assertThat(logIn(security, upstream("scram2", rotated))).endsWith("ReadyForQuery");
  }

  private static Upstream upstream(String user, Secret password) throws Exception {
    return upstream(user, password, TlsMode.DISABLE);
  }

  private static Upstream upstream(String user, Secret password, TlsMode tls) throws Exception {
    RealPostgres postgres = RealPostgres.shared();
    return new Upstream(
        "test",
        "localhost",
        postgres.port(),
        "postgres",
        user,
        Optional.ofNullable(password),
        tls,
        tls == TlsMode.REQUIRE ? Optional.empty() : Optional.of(postgres.ca()));
  }

  private static List<String> logIn(String user, Secret password, TlsMode tls) throws Exception {
    Upstream upstream = upstream(user, password, tls);
    return logIn(UpstreamSecurity.load(List.of(upstream)), upstream);
  }

  /** What we sent, and how it ended. */
  private static List<String> logIn(UpstreamSecurity security, Upstream upstream) throws Exception {
    List<String> trace = new ArrayList<>();
    try (WireClient client = new WireClient("127.0.0.1", upstream.port())) {
      Optional<Bytes> endPoint = Optional.empty();
      Optional<UpstreamTls> tls = security.tls(upstream);
      if (tls.isPresent()) {
        SslHandler handler =
            tls.get().newHandler(ByteBufAllocator.DEFAULT, upstream.host(), upstream.port());
        client.startTls(handler);
        endPoint = UpstreamTls.endPoint(handler);
      }
      UpstreamAuthenticator authenticator =
          security.authenticator(upstream, tls.isPresent(), endPoint, ForkJoinPool.commonPool());
      client.send(new StartupMessage(0, Map.of("user", upstream.user(), "database", "postgres")));
      while (true) {
        BackendMessage message = client.receive();
        if (message instanceof Authentication question) {
          answer(authenticator, question)
              .ifPresent(
                  answer -> {
                    trace.add(name(answer));
                    client.send(answer);
                  });
        } else if (message instanceof ErrorResponse error) {
          trace.add(error.sqlState() + " " + error.message());
          return trace;
        } else if (message instanceof ReadyForQuery) {
          trace.add("ReadyForQuery");
          return trace;
        }
      }
    } catch (LoginFailedException e) {
      trace.add(e.getMessage());
      return trace;
    }
  }

  private static String name(FrontendMessage answer) {
    return answer instanceof SASLInitialResponse initial
        ? initial.mechanism()
        : answer.getClass().getSimpleName();
  }

  private static Optional<FrontendMessage> answer(
      UpstreamAuthenticator authenticator, Authentication question) throws LoginFailedException {
    try {
      return authenticator.answer(question).toCompletableFuture().join();
    } catch (CompletionException e) {
      if (e.getCause() instanceof LoginFailedException failed) {
        throw failed;
      }
      throw e;
    }
  }
}
