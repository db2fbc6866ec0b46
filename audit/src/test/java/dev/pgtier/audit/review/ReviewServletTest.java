package dev.pgtier.audit.review;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the page's answers hold, and what its headers forbid. */
class ReviewServletTest {
  private static final HttpClient HTTP = HttpClient.newHttpClient();

  @TempDir static Path folder;
  private static SampleLog log;
  private static ReviewServer server;

  @BeforeAll
  static void start() throws Exception {
    log = new SampleLog(folder).fill();
    server = new ReviewServer(folder);
    await()
        .atMost(Duration.ofMinutes(1))
        .until(() -> !json("api/head").path("opening").asBoolean());
  }

  @AfterAll
  static void stop() throws Exception {
    server.close();
    log.close();
  }

  @Test
  void everyAnswerForbidsWhatThePageDoesNotNeed() throws Exception {
    for (String path : List.of("", "main.js", "page.css", "icon.svg", "api/head", "api/nothing")) {
      HttpResponse<String> response = get(path);
      String policy = response.headers().firstValue("Content-Security-Policy").orElseThrow();
      assertThat(policy)
          .contains("default-src 'none'", "frame-ancestors 'none'", "require-trusted-types-for")
          .doesNotContain("unsafe", "http:", "https:", "data:", "*");
      assertThat(response.headers().firstValue("X-Content-Type-Options")).hasValue("nosniff");
      assertThat(response.headers().firstValue("Cache-Control")).hasValue("no-store");
    }
    assertThat(get("").body()).doesNotContain("style=", "onclick", "http://", "https://");
    assertThat(get("main.js").headers().firstValue("Content-Type").orElseThrow())
        .startsWith("text/javascript");
  }

  @Test
  void onlyThePagesOwnFilesCanBeAskedFor() throws Exception {
    for (String path :
        List.of(
            "package-info.class", "Answers.class", "..%2fAuditLog.class", "api/", "x/main.js")) {
      assertThat(get(path).statusCode()).as(path).isBetween(400, 404);
    }
  }

  @Test
  void wrongQuestionsGetASentence() throws Exception {
    for (String path :
        List.of(
            "api/statements?nosuch=1",
            "api/statements?min-duration=long",
            "api/statements?before=x",
            "api/top?field=nosuch",
            "api/entry",
            "api/export?format=exe",
            "api/session")) {
      HttpResponse<String> response = get(path);
      assertThat(response.statusCode()).as(path).isEqualTo(400);
      assertThat(new ObjectMapper().readTree(response.body()).path("error").asText()).isNotEmpty();
      assertThat(response.headers().firstValue("Content-Disposition")).isEmpty();
    }
    assertThat(get("api/entry?seq=99999999").statusCode()).isEqualTo(404);
  }

  @Test
  void pagesFollowOneAnotherWithoutGapOrRepetition() throws Exception {
    long before = Long.MAX_VALUE;
    int rows = 0;
    JsonNode page = json("api/statements?event=decision&limit=30");
    while (true) {
      for (JsonNode row : page.path("rows")) {
        assertThat(row.path("seq").asLong()).isLessThan(before);
        before = row.path("seq").asLong();
        rows++;
      }
      if (page.path("next").isNull()) {
        break;
      }
      page = json("api/statements?event=decision&limit=30&before=" + page.path("next").asLong());
    }
    long counted = 0;
    for (JsonNode bucket : json("api/timeline?event=decision&buckets=50").path("buckets")) {
      counted += bucket.path("count").asLong();
    }
    assertThat(rows).isEqualTo(115);
    assertThat(counted).isEqualTo(115);
  }

  @Test
  void exportHasWhatIsFilteredAndNothingElse() throws Exception {
    HttpResponse<String> lines = get("api/export?format=jsonl&verdict=deny");
    assertThat(lines.headers().firstValue("Content-Disposition"))
        .hasValue("attachment; filename=\"audit.jsonl\"");
    assertThat(lines.body().lines()).hasSize(4).allMatch(line -> line.contains("\"deny\""));
    HttpResponse<String> table = get("api/export?format=csv&verdict=deny");
    assertThat(table.body().lines()).hasSize(5);
    assertThat(table.body()).startsWith("seq,time,event").contains("relations.deny");
    assertThat(get("api/export?format=ocsf&verdict=deny").body()).contains("\"class_uid\":6005");
  }

  @Test
  void theFolderIsFoundWithoutItsSlash() throws Exception {
    HttpResponse<String> response =
        HTTP.send(
            HttpRequest.newBuilder(URI.create(server.url().replaceAll("/$", ""))).build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(302);
    assertThat(response.headers().firstValue("Location").orElseThrow()).endsWith("/review/");
  }

  private static HttpResponse<String> get(String path) throws Exception {
    return HTTP.send(
        HttpRequest.newBuilder(URI.create(server.url() + path)).build(), BodyHandlers.ofString());
  }

  private static JsonNode json(String path) throws Exception {
    HttpResponse<String> response = get(path);
    assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
    return new ObjectMapper().readTree(response.body());
  }
}
