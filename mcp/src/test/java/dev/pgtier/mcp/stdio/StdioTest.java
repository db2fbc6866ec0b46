package dev.pgtier.mcp.stdio;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.pgtier.mcp.McpServer;
import dev.pgtier.mcp.TestDatabase;
import dev.pgtier.mcp.TestMcp;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.channels.Channels;
import java.nio.channels.Pipe;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A client at the other end of two pipes. */
class StdioTest {
  private static final int PATIENCE_SECONDS = 60;

  @TempDir private Path migrations;
  private OutputStream toServer;
  private CompletableFuture<Void> server;
  private BufferedReader fromServer;

  @BeforeEach
  void start() throws Exception {
    // The system's own: Java's piped streams break when a thread that once used them has ended.
    Pipe there = Pipe.open();
    Pipe back = Pipe.open();
    InputStream in = Channels.newInputStream(there.source());
    OutputStream out = Channels.newOutputStream(back.sink());
    toServer = Channels.newOutputStream(there.sink());
    fromServer =
        new BufferedReader(
            new InputStreamReader(Channels.newInputStream(back.source()), StandardCharsets.UTF_8));
    server =
        CompletableFuture.runAsync(
            () -> {
              try {
                McpServer.serve(TestMcp.options(Optional.of(migrations)), in, out);
              } catch (Exception e) {
                throw new IllegalStateException(e);
              }
            });
  }

  @AfterEach
  void stop() throws Exception {
    toServer.close();
    server.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    fromServer.close();
  }

  @Test
  void answersLineByLine() throws Exception {
    say("not json");
    assertThat(hear().at("/error/code").asInt()).isEqualTo(-32700);
    say(
        TestMcp.request(
            "initialize",
            TestMcp.tree("{\"protocolVersion\":\"2025-06-18\",\"clientInfo\":{\"name\":\"t\"}}")));
    assertThat(hear().at("/result/protocolVersion").asText()).isEqualTo("2025-06-18");
    say("{\"jsonrpc\":\"2.0\",\"method\":\"notifications/initialized\"}");
    say(
        TestMcp.request(
            "tools/call", TestMcp.tree("{\"name\":\"orders\",\"arguments\":{\"ids\":[3]}}")));
    assertThat(hear().at("/result/structuredContent/rows/0/total").asInt()).isEqualTo(3);
  }

  /** Until a revision without them is agreed on. */
  @Test
  void batchIsAnsweredInOneLine() throws Exception {
    String ping = TestMcp.request("ping", TestMcp.tree("{}"));
    String orders =
        TestMcp.request(
            "tools/call", TestMcp.tree("{\"name\":\"orders\",\"arguments\":{\"ids\":[3]}}"));
    say("[" + ping + ",7," + orders + "]");
    JsonNode answers = hear();
    assertThat(answers).hasSize(3);
    assertThat(answers.at("/1/error/code").asInt()).isEqualTo(-32600);
    assertThat(answers.at("/2/result/structuredContent/rows/0/id").asInt()).isEqualTo(3);
    say("[]");
    assertThat(hear().at("/error/code").asInt()).isEqualTo(-32600);
    say(TestMcp.request("initialize", TestMcp.tree("{\"protocolVersion\":\"2025-06-18\"}")));
    assertThat(hear().has("result")).isTrue();
    say("[" + ping + "]");
    assertThat(hear().at("/error/message").asText()).startsWith("batches belong to");
  }

  @Test
  void whatIsTooLongIsRefusedAndTheNextIsAnswered() throws Exception {
    say("{\"jsonrpc\":\"2.0\",\"id\":1,\"method\":\"" + "x".repeat(10_000_000) + "\"}");
    assertThat(hear().at("/error/message").asText()).isEqualTo("the message is too long");
    say(TestMcp.request("ping", TestMcp.tree("{}")));
    assertThat(hear().at("/result").isObject()).isTrue();
  }

  @Test
  void longCallTellsHowFarItIsAndThenAnswers() throws Exception {
    Files.writeString(migrations.resolve("m.sql"), "SELECT 1");
    say(
        TestMcp.request(
            "tools/call",
            TestMcp.tree(
                "{\"name\":\"validate_migration\",\"arguments\":{\"path\":\"m.sql\"},"
                    + "\"_meta\":{\"progressToken\":7}}")));
    for (int step = 1; step <= 2; step++) {
      JsonNode progress = hear();
      assertThat(progress.path("method").asText()).isEqualTo("notifications/progress");
      assertThat(progress.at("/params/progressToken").asInt()).isEqualTo(7);
      assertThat(progress.at("/params/progress").asInt()).isEqualTo(step);
    }
    assertThat(hear().at("/result/structuredContent/file").asText()).isEqualTo("m.sql");
  }

  @Test
  void cancelledCallIsCancelledInTheDatabase() throws Exception {
    sleep();
    say(
        "{\"jsonrpc\":\"2.0\",\"method\":\"notifications/cancelled\",\"params\":{\"requestId\":1}}");
    TestDatabase.await("%SELECT pg_sleep(601)", 0);
  }

  @Test
  void clientThatEndsTakesItsCallsWithIt() throws Exception {
    sleep();
    toServer.close();
    server.get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    assertThat(TestDatabase.running("%SELECT pg_sleep(601)")).isZero();
  }

  private void sleep() throws Exception {
    say(
        TestMcp.request(
            "tools/call",
            TestMcp.tree(
                "{\"name\":\"execute_sql\",\"arguments\":{\"sql\":\"SELECT pg_sleep(601)\"}}")));
    TestDatabase.await("%SELECT pg_sleep(601)", 1);
  }

  private void say(String line) throws Exception {
    toServer.write((line + "\n").getBytes(StandardCharsets.UTF_8));
    toServer.flush();
  }

  private JsonNode hear() throws Exception {
    return TestMcp.tree(
        CompletableFuture.supplyAsync(this::line).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
  }

  private String line() {
    try {
      return fromServer.readLine();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
