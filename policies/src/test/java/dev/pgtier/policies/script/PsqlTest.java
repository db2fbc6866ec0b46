package dev.pgtier.policies.script;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The splitter's statements are those that psql sends of the same file, and the server runs. */
final class PsqlTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String STATEMENT = "statement: ";

  @TempDir Path folder;

  @Test
  void psqlSendsTheSameStatementsAndTheSameData() throws Exception {
    String text = Files.readString(Path.of("src/test/resources/script/everything.sql"));
    Script script = Texts.script(text);
    Path file = Files.writeString(folder.resolve("everything.sql"), text);
    Path logs = Files.createDirectory(folder.resolve("logs"));
    logs.toFile().setWritable(true, false);
    folder.toFile().setExecutable(true, false);
    try (EmbeddedPostgres server =
        EmbeddedPostgres.builder()
            .setServerConfig("log_statement", "all")
            .setServerConfig("logging_collector", "on")
            .setServerConfig("log_destination", "jsonlog")
            .setServerConfig("log_directory", logs.toString())
            .start()) {
      psql(server, file);
      assertThat(sent(logs))
          .isEqualTo(script.statements().stream().map(ScriptStatement::digest).toList());
      try (Connection connection = server.getPostgresDatabase().getConnection();
          Statement statement = connection.createStatement();
          ResultSet rows =
              statement.executeQuery(
                  "SELECT string_agg(a || coalesce(b, '?'), ',' ORDER BY a) FROM copied")) {
        rows.next();
        assertThat(rows.getString(1)).isEqualTo("1;,2?,3-- check: SELECT 1,4x\\.;,5x");
      }
    }
    assertThat(script.statements().stream().map(ScriptStatement::data).flatMap(Optional::stream))
        .extracting(CopyData::text)
        .containsExactly("1\t;\n2\t\\N\n3\t-- check: SELECT 1\n", "4,x\\\\.;\n", "5\tx\n");
  }

  private static void psql(EmbeddedPostgres server, Path file) throws Exception {
    Process psql =
        new ProcessBuilder(
                "psql",
                "-X",
                "-q",
                "-v",
                "ON_ERROR_STOP=1",
                "-f",
                file.toString(),
                "postgresql://postgres@localhost:" + server.getPort() + "/postgres")
            .redirectErrorStream(true)
            .start();
    String output = new String(psql.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(psql.waitFor()).as(output).isZero();
  }

  /** The digests of what psql sent, as the server logged it, but for what is only a semicolon. */
  private static List<String> sent(Path logs) throws IOException {
    List<String> digests = new ArrayList<>();
    try (Stream<Path> files = Files.list(logs)) {
      for (Path file : files.filter(it -> it.toString().endsWith(".json")).sorted().toList()) {
        for (String line : Files.readAllLines(file)) {
          JsonNode entry = JSON.readTree(line);
          String message = entry.path("message").asText();
          if (entry.path("application_name").asText().equals("psql")
              && message.startsWith(STATEMENT)) {
            digests.add(Script.digest(message.substring(STATEMENT.length())).orElseThrow());
          }
        }
      }
    }
    digests.remove(Script.digest("").orElseThrow());
    return digests;
  }
}
