package dev.pgtier.proxy.clients;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtier.policies.tiers.ShippedTiers;
import dev.pgtier.proxy.Command;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What real clients send while they only read meets no refusal in the shipped tier inspect. */
class BenignCorpusTest {
  private static final Path CORPUS = Path.of("src", "test", "python", "benign.jsonl");
  private static final Path SCHEMA = CORPUS.resolveSibling("benign_schema.sql");

  private static TestProxy proxy;

  @TempDir Path folder;

  @BeforeAll
  static void start() throws IOException {
    proxy = TestProxy.start(BenignCorpusTest::options);
    TestServer.port();
    // Statement by statement: what needs an extension that is missing is left out.
    for (String line : Files.readAllLines(SCHEMA)) {
      Command.of(
              "psql",
              "-X",
              "-q",
              "host=127.0.0.1 port="
                  + TestServer.port()
                  + " user=postgres dbname="
                  + TestServer.DATABASE,
              "-c",
              line)
          .run();
    }
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  private static ProxyOptions options(ProxyOptions o) {
    var tiers = new HashMap<>(o.tiers());
    tiers.put("inspect", ShippedTiers.inspect());
    return new ProxyOptions(
        o.listen(), o.tls(), o.admin(), o.upstreams(), tiers, o.principals(), o.bounds());
  }

  private record Case(String id, String sql) {}

  private static List<Case> cases() throws IOException {
    List<Case> cases = new ArrayList<>();
    for (String line : Files.readAllLines(CORPUS)) {
      JsonNode node = new ObjectMapper().readTree(line);
      if (node.get("must").asBoolean()) {
        cases.add(new Case(node.get("id").asText(), node.get("sql").asText()));
      }
    }
    assertThat(cases).hasSizeGreaterThan(400);
    return cases;
  }

  @ParameterizedTest
  @ValueSource(strings = {"simple", "extended", "extendedForPrepared"})
  void pgjdbcIsNeverRefused(String mode) throws Exception {
    Map<String, String> refused = new HashMap<>();
    int succeeded = 0;
    String url =
        "jdbc:postgresql://127.0.0.1:"
            + proxy.port()
            + "/"
            + TestServer.DATABASE
            + "?preferQueryMode="
            + mode;
    for (Case one : cases()) {
      if (one.sql().matches("(?s).*\\$\\d.*") && !mode.equals("simple")) {
        // Its parameters are the driver's own to write.
        continue;
      }
      try (Connection connection = DriverManager.getConnection(url, "agent", "agent");
          Statement statement = connection.createStatement()) {
        statement.setEscapeProcessing(false);
        statement.execute(one.sql());
        succeeded++;
      } catch (SQLException e) {
        note(refused, one, e.getMessage());
      }
    }
    assertThat(refused).isEmpty();
    assertThat(succeeded).isGreaterThan(250);
  }

  @Test
  void psqlIsNeverRefused() throws Exception {
    Map<String, String> refused = new HashMap<>();
    Path file = folder.resolve("one.sql");
    StringBuilder script = new StringBuilder();
    for (Case one : cases()) {
      String sql = one.sql().strip();
      if (!sql.contains("\\")) {
        script.append("\\echo ").append(one.id()).append('\n');
        script.append("\\warn ").append(one.id()).append('\n');
        script.append(sql).append(sql.endsWith(";") ? "\n" : ";\n");
        script.append("ROLLBACK;\n");
      }
    }
    Files.writeString(file, script);
    String output =
        Command.of(
                "psql",
                "-X",
                "-q",
                "host=127.0.0.1 port="
                    + proxy.port()
                    + " user=agent password=agent dbname="
                    + TestServer.DATABASE,
                "-f",
                file.toString())
            .run()
            .output();
    assertThat(output.lines().filter(line -> line.matches("b\\d{4}"))).hasSizeGreaterThan(700);
    String id = "";
    for (String line : output.lines().toList()) {
      if (line.matches("b\\d{4}")) {
        id = line;
      } else if (line.contains("ERROR:")) {
        note(refused, new Case(id, ""), line);
      }
    }
    assertThat(refused).isEmpty();
  }

  private static void note(Map<String, String> refused, Case one, String message) {
    // Limits are the tier's word on how much, not on what.
    if (message.contains("pgtier:") && !message.contains("more rows than")) {
      refused.put(one.id(), message.lines().findFirst().orElse("") + " | " + one.sql());
    }
  }
}
