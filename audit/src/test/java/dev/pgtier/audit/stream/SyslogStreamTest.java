package dev.pgtier.audit.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.Logs;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class SyslogStreamTest extends StreamFixture {
  @Test
  void syslogMessagesAreCountedAndAReceiverThatGoesIsFoundAgain() throws Exception {
    try (AuditLog log = open()) {
      Receiver receiver = new Receiver(ServerSocketFactory.getDefault(), 0, true);
      int port = receiver.port();
      StreamTarget target =
          new StreamTarget.ToSyslog(
              StreamTarget.Transport.TCP, "127.0.0.1", port, Optional.empty());
      stream(StreamOptions.Format.NATIVE, target);
      Logs.append(log, denial("denied"));
      await(() -> receiver.messages().size() == 1);
      assertThat(receiver.messages().get(0))
          .matches(
              "<108>1 \\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z \\S+ pgtier \\d+"
                  + " decision - \\{\"v\":1,.*}");
      receiver.close();
      statement(log, "meanwhile");
      await(() -> !failures().isEmpty());
      try (Receiver next = new Receiver(ServerSocketFactory.getDefault(), port, true)) {
        await(() -> next.messages().size() >= 2);
        assertThat(next.messages().get(0)).startsWith("<110>1 ").contains("SELECT 'meanwhile'");
      }
    }
  }

  @Test
  void aReceiverThatDoesNotReadHoldsUpTheStreamAlone() throws Exception {
    String large = "x".repeat(500_000);
    try (AuditLog log = AuditLog.open(Logs.options(directory()).build());
        Receiver receiver = new Receiver(ServerSocketFactory.getDefault(), 0, false)) {
      StreamTarget target =
          new StreamTarget.ToSyslog(
              StreamTarget.Transport.TCP, "127.0.0.1", receiver.port(), Optional.empty());
      stream(StreamOptions.Format.NATIVE, target);
      for (int i = 0; i < 60; i++) {
        Logs.append(log, Logs.decision("S" + i, large));
      }
      await(receiver::isReached);
      await(() -> behind.get() > 0);
      receiver.readOn();
      await(() -> receiver.messages().size() == 60);
      await(() -> behind.get() == 0);
    }
  }

  @Test
  void anUnreachableReceiverDoesNotHoldUpTheEnd() throws Exception {
    try (AuditLog log = open()) {
      Receiver receiver = new Receiver(ServerSocketFactory.getDefault(), 0, true);
      int port = receiver.port();
      receiver.close();
      LogStream stream =
          stream(
              StreamOptions.Format.NATIVE,
              new StreamTarget.ToSyslog(
                  StreamTarget.Transport.TCP, "127.0.0.1", port, Optional.empty()));
      statement(log, "one");
      await(() -> !failures().isEmpty());
      CompletableFuture.runAsync(stream::close).get(30, TimeUnit.SECONDS);
      assertThat(Files.readString(folder.resolve("position")).strip()).isEqualTo("1");
    }
  }

  private static void keytool(String words) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "keytool").toString());
    command.addAll(List.of(words.split(" ", -1)));
    Process process = new ProcessBuilder(command).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void overTlsTheReceiverMustShowACertificateThatIsTrusted() throws Exception {
    Path store = folder.resolve("receiver.p12");
    Path ca = folder.resolve("ca.pem");
    keytool(
        "-genkeypair -alias r -keyalg EC -groupname secp256r1 -dname CN=receiver -validity 9"
            + " -ext san=ip:127.0.0.1 -storetype PKCS12 -storepass changeit -keystore "
            + store);
    keytool("-exportcert -rfc -alias r -storepass changeit -keystore " + store + " -file " + ca);
    KeyStore keys = KeyStore.getInstance(store.toFile(), "changeit".toCharArray());
    KeyManagerFactory managers =
        KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "changeit".toCharArray());
    SSLContext context = SSLContext.getInstance("TLS");
    context.init(managers.getKeyManagers(), null, null);
    try (AuditLog log = open();
        Receiver receiver = new Receiver(context.getServerSocketFactory(), 0, true)) {
      StreamTarget untrusted =
          new StreamTarget.ToSyslog(
              StreamTarget.Transport.TLS, "127.0.0.1", receiver.port(), Optional.empty());
      LogStream refused = stream(StreamOptions.Format.NATIVE, untrusted);
      statement(log, "secret");
      await(() -> !failures().isEmpty());
      refused.close();
      assertThat(failures().get(0)).contains("unable to find valid certification path");
      assertThat(receiver.messages()).isEmpty();
      StreamTarget trusted =
          new StreamTarget.ToSyslog(
              StreamTarget.Transport.TLS, "127.0.0.1", receiver.port(), Optional.of(ca));
      stream(StreamOptions.Format.NATIVE, trusted);
      await(() -> receiver.messages().size() == 2);
      assertThat(receiver.messages().get(0)).contains("SELECT 'secret'");
      statement(log, "another");
      await(() -> receiver.messages().size() == 4);
    }
  }

  @Test
  void aDatagramIsAMessage() throws Exception {
    try (AuditLog log = open();
        DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
      socket.setSoTimeout(60_000);
      StreamTarget target =
          new StreamTarget.ToSyslog(
              StreamTarget.Transport.UDP, "127.0.0.1", socket.getLocalPort(), Optional.empty());
      stream(StreamOptions.Format.OCSF, target);
      Logs.append(log, denial("denied"));
      DatagramPacket packet = new DatagramPacket(new byte[65_536], 65_536);
      socket.receive(packet);
      String message = new String(packet.getData(), 0, packet.getLength(), StandardCharsets.UTF_8);
      assertThat(message).startsWith("<108>1 ").contains(" decision - {\"activity_id\":7,");
    }
  }
}
