package dev.pgtier.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.pgtier.proxy.ProxyOptions;
import dev.pgtier.proxy.TestClient;
import dev.pgtier.proxy.TestProxy;
import dev.pgtier.proxy.TestServer;
import dev.pgtier.proxy.secret.Secret;
import dev.pgtier.proxy.wire.Query;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

class AdminServerTest {
  private static final String TOKEN = "opensesame";
  private static TestProxy proxy;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() {
    proxy = TestProxy.start(o -> withAdmin(o, Optional.of(Secret.of(TOKEN))));
  }

  @AfterAll
  static void stop() {
    proxy.close();
  }

  private static ProxyOptions withAdmin(ProxyOptions o, Optional<Secret> token) {
    InetSocketAddress listen = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    return new ProxyOptions(
        o.listen(),
        o.tls(),
        Optional.of(new ProxyOptions.Admin(listen, token)),
        o.upstreams(),
        o.tiers(),
        o.principals(),
        o.bounds());
  }

  @Test
  void healthNeedsNoToken() throws Exception {
    HttpResponse<String> response = send(request("/health", "").GET().build());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).isEqualTo("ok\n");
    assertThat(response.headers().firstValue("Server")).isEmpty();
  }

  @Test
  void everythingElseIsRefusedWithoutTheToken() throws Exception {
    for (String path : List.of("/ready", "/metrics", "/sessions", "/reload", "/nope")) {
      // Not ten wrong ones: this address is to be looked at in the other tests.
      for (String token : List.of("", TOKEN + "x")) {
        HttpResponse<String> response = send(request(path, token).GET().build());
        assertThat(response.statusCode()).as(path).isEqualTo(401);
        assertThat(response.headers().firstValue("WWW-Authenticate")).isPresent();
      }
    }
  }

  @Test
  void readyNamesEachUpstream() throws Exception {
    HttpResponse<String> response = get("/ready");
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(new ObjectMapper().readTree(response.body()))
        .isEqualTo(
            new ObjectMapper()
                .readTree(
                    "{\"ready\":true,\"audit\":\"ready\",\"upstreams\":{\"production\":\"ready\"}}"));
  }

  @Test
  void anAuditLogThatCannotBeWrittenMakesItNotReadyUntilItCan() throws Exception {
    try (TestProxy own = TestProxy.start(o -> withAdmin(o, Optional.empty()));
        TestClient client = own.login("builder")) {
      Path directory = own.logDirectory();
      Path away = directory.resolveSibling(directory.getFileName() + "-away");
      Files.move(directory, away);
      until(client, trace -> trace.contains("ErrorResponse ERROR 58030"));
      HttpResponse<String> response = send(request(own, "/ready", "").GET().build());
      assertThat(response.statusCode()).isEqualTo(503);
      JsonNode body = new ObjectMapper().readTree(response.body());
      assertThat(body.get("ready").asBoolean()).isFalse();
      assertThat(body.get("audit").asText()).startsWith("it cannot be written");
      assertThat(body.get("upstreams").get("production").asText()).isEqualTo("ready");
      Files.move(away, directory);
      until(client, trace -> trace.contains("CommandComplete SELECT 1"));
      assertThat(send(request(own, "/ready", "").GET().build()).statusCode()).isEqualTo(200);
    }
  }

  private static void until(TestClient client, Predicate<List<String>> wanted) {
    long patience = System.nanoTime() + Duration.ofSeconds(30).toNanos();
    while (!wanted.test(client.send(new Query("SELECT 1")).trace())) {
      assertThat(System.nanoTime()).isLessThan(patience);
    }
  }

  @Test
  void anUpstreamThatCannotBeReachedMakesItNotReady() throws Exception {
    try (TestProxy lost =
        TestProxy.start(
            o ->
                new ProxyOptions(
                    o.listen(),
                    o.tls(),
                    withAdmin(o, Optional.empty()).admin(),
                    Map.of("production", TestProxy.upstream(1)),
                    o.tiers(),
                    o.principals(),
                    o.bounds()))) {
      HttpResponse<String> response = send(request(lost, "/ready", "").GET().build());
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body()).contains("production").doesNotContain("Exception");
    }
  }

  @Test
  void sessionsShowWhoAndInWhatStateAndNoSql() throws Exception {
    try (TestClient client =
        TestClient.login(
            proxy.port(),
            "builder",
            "builder",
            Map.of("database", TestServer.DATABASE, "application_name", "a \"b\" <i>"))) {
      client.send(new Query("BEGIN; SELECT 'hush'"));
      client.trace();
      JsonNode row = new ObjectMapper().readTree(get("/sessions").body()).get(0);
      assertThat(row.get("principal").asText()).isEqualTo("builder");
      assertThat(row.get("tier").asText()).isEqualTo("validate");
      assertThat(row.get("application").asText()).isEqualTo("a \"b\" <i>");
      assertThat(row.get("pid").asInt()).isEqualTo(client.key().pid());
      assertThat(row.get("state").asText()).isEqualTo("in-block");
      assertThat(row.toString()).doesNotContain("hush");
    }
  }

  @Test
  void metricsCountStatementsByTierAndVerdict() throws Exception {
    try (TestClient client = proxy.login("builder")) {
      client.send(new Query("SELECT 1"));
      client.trace();
      client.send(new Query("SELECT " + "1+".repeat(TestProxy.LIMITS.sql()) + "1"));
      client.trace();
    }
    String metrics = get("/metrics").body();
    assertThat(metrics)
        .contains("pgtier_statements_total{tier=\"validate\",verdict=\"allow\"}")
        .contains("pgtier_statements_total{tier=\"validate\",verdict=\"deny\"}")
        .contains("pgtier_upstream_time_seconds_bucket{tier=\"validate\",le=\"0.001\"}")
        .contains("pgtier_proxy_time_seconds_count{tier=\"validate\"}")
        .contains("pgtier_relayed_bytes_total{direction=\"to-client\",tier=\"validate\"}");
  }

  @Test
  void reloadTellsEachMistake() throws Exception {
    proxy.proxy().onReload(() -> List.of("a.yaml:3:1: no", "b.yaml:4:2: neither"));
    HttpResponse<String> bad =
        send(request("/reload", TOKEN).POST(BodyPublishers.noBody()).build());
    assertThat(bad.statusCode()).isEqualTo(422);
    assertThat(bad.body()).isEqualTo("a.yaml:3:1: no\nb.yaml:4:2: neither\n");
    proxy.proxy().onReload(List::of);
    assertThat(send(request("/reload", TOKEN).POST(BodyPublishers.noBody()).build()).statusCode())
        .isEqualTo(200);
    assertThat(get("/reload").statusCode()).isEqualTo(405);
  }

  @Test
  void aPageThatIsNotThereSaysNothingOfTheServer() throws Exception {
    HttpResponse<String> response = get("/nope");
    assertThat(response.statusCode()).isEqualTo(404);
    assertThat(response.body()).isEqualTo("404 Not Found\n");
  }

  private HttpResponse<String> get(String path) throws Exception {
    return send(request(path, TOKEN).GET().build());
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String path, String token) {
    return request(proxy, path, token);
  }

  private static HttpRequest.Builder request(TestProxy proxy, String path, String token) {
    int port = proxy.proxy().adminAddress().orElseThrow().getPort();
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path));
    return token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token);
  }
}
