package dev.pgtier.audit.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.audit.AuditLog;
import dev.pgtier.audit.Logs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class LogStreamTest extends StreamFixture {
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
