package dev.pgtier.audit.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.Logs;
import dev.pgtier.audit.record.Decision;
import dev.pgtier.audit.record.Judgement;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import javax.net.ServerSocketFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class LogStreamTest {
  private static final ObjectMapper MAPPER = new ObjectMapper();

  @TempDir private Path folder;
  private final List<LogStream> streams = new ArrayList<>();
  private final AtomicLong behind = new AtomicLong();
  private final List<String> failures = new ArrayList<>();

  private Path directory() {
    return folder.resolve("log");
  }

  private AuditLog open() throws IOException {
    return AuditLog.open(Logs.options(directory()).rotateBytes(8_000).compress(true).build());
  }

  private LogStream stream(StreamOptions.Format format, StreamTarget target) throws IOException {
    StreamMetrics metrics =
        new StreamMetrics() {
          @Override
          public void behind(long bytes) {
            behind.set(bytes);
          }

          @Override
          public void failed(String detail) {
            synchronized (failures) {
              failures.add(detail);
            }
          }
        };
    LogStream stream =
        LogStream.start(
            new StreamOptions(
                directory(), format, target, folder.resolve("position"), "0.1.0", metrics));
    streams.add(stream);
    return stream;
  }

  @AfterEach
  void close() {
    streams.forEach(LogStream::close);
  }

  private static void statement(AuditLog log, String name) throws Exception {
    Logs.append(log, Logs.decision(name, "SELECT '" + name + "'"));
    Logs.append(log, Logs.outcome(name));
  }

  private static Decision denial(String name) {
    Decision allowed = Logs.decision(name, "DROP TABLE orders");
    return new Decision(
        name,
        allowed.origin(),
        null,
        allowed.protocol(),
        allowed.sql(),
        null,
        new Judgement("ddl", List.of(), List.of(), "deny", "statements.allow", "no"),
        null);
  }

  private static void await(Callable<Boolean> condition) throws Exception {
    long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(60);
    while (!condition.call()) {
      assertThat(System.nanoTime()).as("in time").isLessThan(end);
      Thread.sleep(20);
    }
  }

  private static List<Long> numbers(Path file) throws IOException {
    List<Long> numbers = new ArrayList<>();
    for (String line : Files.readAllLines(file)) {
      numbers.add(MAPPER.readTree(line).path("seq").asLong());
    }
    return numbers;
  }

  @Test
  void everyRecordArrivesOnceOverFilesAndRestarts() throws Exception {
    Path file = folder.resolve("out.jsonl");
    StreamTarget target = new StreamTarget.ToFile(file);
    try (AuditLog log = open()) {
      statement(log, "before");
      LogStream first = stream(StreamOptions.Format.NATIVE, target);
      for (int i = 0; i < 40; i++) {
        statement(log, "a" + i);
      }
      first.close();
      int soFar = numbers(file).size();
      assertThat(soFar).isPositive();
      for (int i = 0; i < 40; i++) {
        statement(log, "b" + i);
      }
      LogStream second = stream(StreamOptions.Format.NATIVE, target);
      statement(log, "c");
      await(() -> numbers(file).size() >= 162);
      second.close();
    }
    List<Long> numbers = numbers(file);
    assertThat(numbers.get(0)).isEqualTo(4);
    for (int i = 1; i < numbers.size(); i++) {
      assertThat(numbers.get(i)).isEqualTo(numbers.get(i - 1) + 1);
    }
    assertThat(Files.readString(folder.resolve("position")).strip())
        .isEqualTo(Long.toString(numbers.get(numbers.size() - 1)));
  }

  @Test
  void aStatementIsOneEventWithItsResultAndADenialComesAtOnce() throws Exception {
    Path file = folder.resolve("out.ocsf");
    try (AuditLog log = open()) {
      LogStream stream = stream(StreamOptions.Format.OCSF, new StreamTarget.ToFile(file));
      Logs.append(log, Logs.decision("running", "SELECT 1"));
      Logs.append(log, denial("denied"));
      await(() -> Files.exists(file) && !Files.readString(file).isEmpty());
      assertThat(Files.readAllLines(file)).hasSize(1);
      JsonNode denied = MAPPER.readTree(Files.readString(file));
      assertThat(denied.path("action_id").asInt()).isEqualTo(2);
      assertThat(denied.at("/metadata/uid").asText()).isEqualTo("denied");
      stream.close();
      assertThat(Files.readString(folder.resolve("position")).strip())
          .as("a stream that begins here still knows the running one")
          .isEqualTo("1");
      LogStream again = stream(StreamOptions.Format.OCSF, new StreamTarget.ToFile(file));
      Logs.append(log, Logs.outcome("running"));
      await(() -> Files.readString(file).contains("\"running\""));
      again.close();
      JsonNode ended = MAPPER.readTree(Files.readAllLines(file).get(2));
      assertThat(ended.path("status_id").asInt()).isEqualTo(1);
      assertThat(ended.at("/unmapped/rows").asInt()).isEqualTo(3);
    }
  }

  @Test
  void aFileThatIsMovedAwayIsBegunAnew() throws Exception {
    Path file = folder.resolve("out.jsonl");
    try (AuditLog log = open()) {
      stream(StreamOptions.Format.NATIVE, new StreamTarget.ToFile(file));
      statement(log, "one");
      await(() -> Files.exists(file) && Files.readString(file).contains("\"outcome\""));
      Files.move(file, folder.resolve("out.1"));
      statement(log, "two");
      await(() -> Files.exists(file) && Files.readString(file).contains("\"outcome\""));
      assertThat(Files.readString(file)).contains("SELECT 'two'").doesNotContain("SELECT 'one'");
    }
  }

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

  private List<String> failures() {
    synchronized (failures) {
      return List.copyOf(failures);
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

  @Test
  void aPositionThatIsNoneStopsTheStart() throws Exception {
    try (AuditLog log = open()) {
      assertThat(log.hasRoom()).isTrue();
      Files.writeString(folder.resolve("position"), "yesterday");
      assertThatThrownBy(
              () -> stream(StreamOptions.Format.OCSF, new StreamTarget.ToFile(folder.resolve("o"))))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("holds no number of a record");
    }
  }
}
