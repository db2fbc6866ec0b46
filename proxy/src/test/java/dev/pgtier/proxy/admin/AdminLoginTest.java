package dev.pgtier.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgtier.proxy.secret.Secret;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A person with a browser, who has the token of the admin port. */
class AdminLoginTest {
  private static final String TOKEN = "open+sesame&more";
  private static final String HTML = "text/html,application/xhtml+xml";
  private static AdminServer server;

  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws IOException {
    server =
        AdminServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.of(Secret.of(TOKEN)),
            new AdminSources(Map::of, () -> "", () -> "", List::of, List::of),
            Map.of("/review/*", new Hello()));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static final class Hello extends HttpServlet {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response)
        throws IOException {
      Pages.text(response, "hello " + request.getQueryString());
    }
  }

  @Test
  void aBrowserIsLedToTheLogInAndBackToWhereItWanted() throws Exception {
    HttpResponse<String> away = get("/review/?open=7&text=a+b", "Accept", HTML);
    assertThat(away.statusCode()).isEqualTo(303);
    String login = away.headers().firstValue("Location").orElseThrow();
    HttpResponse<String> form = get(login, "Accept", HTML);
    assertThat(form.statusCode()).isEqualTo(200);
    assertThat(form.body())
        .contains("type=\"password\"", "value=\"/review/?open=7&amp;text=a+b\"")
        .doesNotContain("<script", "style=");
    assertThat(form.headers().firstValue("Content-Security-Policy").orElseThrow())
        .contains("default-src 'none'", "frame-ancestors 'none'");
    assertThat(form.headers().firstValue("Referrer-Policy")).hasValue("same-origin");
    HttpResponse<String> in = post("/login", TOKEN, "/review/?open=7&text=a+b");
    assertThat(in.statusCode()).isEqualTo(303);
    assertThat(in.headers().firstValue("Location")).hasValue("/review/?open=7&text=a+b");
    String cookie = in.headers().firstValue("Set-Cookie").orElseThrow();
    assertThat(cookie).contains("HttpOnly", "SameSite=Strict", "Path=/").doesNotContain("sesame");
    String ticket = cookie.replaceAll(";.*", "");
    assertThat(get("/review/?open=7", "Cookie", ticket).body()).isEqualTo("hello open=7");
    assertThat(get("/", "Cookie", ticket).headers().firstValue("Location")).hasValue("/review/");
  }

  @Test
  void afterLoggingOutTheTicketIsWorthNothing() throws Exception {
    String ticket =
        post("/login", TOKEN, "/review/")
            .headers()
            .firstValue("Set-Cookie")
            .orElseThrow()
            .replaceAll(";.*", "");
    assertThat(get("/review/", "Cookie", ticket).statusCode()).isEqualTo(200);
    HttpResponse<String> out =
        http.send(
            request("/logout", "Cookie", ticket).POST(BodyPublishers.noBody()).build(),
            BodyHandlers.ofString());
    assertThat(out.statusCode()).isEqualTo(303);
    assertThat(get("/review/", "Cookie", ticket).statusCode()).isEqualTo(401);
  }

  @Test
  void aWrongTokenGivesNoTicket() throws Exception {
    for (String wrong : List.of("", "open", TOKEN + "x")) {
      HttpResponse<String> response = post("/login", wrong, "/review/");
      assertThat(response.statusCode()).isEqualTo(403);
      assertThat(response.body()).contains("That is not the token.");
      assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
    }
    assertThat(get("/review/", "Cookie", "pgtier-admin=").statusCode()).isEqualTo(401);
    assertThat(get("/review/", "Cookie", "pgtier-admin=" + "A".repeat(43)).statusCode())
        .isEqualTo(401);
  }

  @Test
  void whoGuessesHasToWaitWhateverComesNextAndTicketsGoOn() throws Exception {
    try (AdminServer own =
        AdminServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.of(Secret.of(TOKEN)),
            new AdminSources(Map::of, () -> "", () -> "", List::of, List::of),
            Map.of("/review/*", new Hello()))) {
      String ticket =
          http.send(login(own, TOKEN), BodyHandlers.ofString())
              .headers()
              .firstValue("Set-Cookie")
              .orElseThrow()
              .replaceAll(";.*", "");
      HttpResponse<String> refused = http.send(login(own, "guess"), BodyHandlers.ofString());
      for (int i = 0; i < 1_000 && refused.statusCode() == 403; i++) {
        refused = http.send(login(own, "guess" + i), BodyHandlers.ofString());
      }
      assertThat(refused.statusCode()).isEqualTo(429);
      assertThat(refused.headers().firstValue("Retry-After")).hasValue("1");
      assertThat(refused.body()).contains("wait a moment");
      HttpRequest ticketed =
          HttpRequest.newBuilder(
                  URI.create("http://localhost:" + own.address().getPort() + "/review/"))
              .header("Cookie", ticket)
              .build();
      assertThat(http.send(ticketed, BodyHandlers.ofString()).statusCode()).isEqualTo(200);
    }
  }

  private static HttpRequest login(AdminServer server, String token) {
    return HttpRequest.newBuilder(
            URI.create("http://localhost:" + server.address().getPort() + "/login"))
        .header("Content-Type", "application/x-www-form-urlencoded")
        .POST(BodyPublishers.ofString("token=" + URLEncoder.encode(token, StandardCharsets.UTF_8)))
        .build();
  }

  @Test
  void whoLogsInIsNotLedElsewhere() throws Exception {
    for (String to :
        List.of(
            "//evil.example/",
            "https://evil.example/",
            "/\\evil.example",
            "/\t/evil.example",
            "/a\r\nSet-Cookie: x=y",
            "javascript:alert(1)",
            "")) {
      assertThat(post("/login", TOKEN, to).headers().firstValue("Location"))
          .as(to)
          .hasValue("/review/");
    }
    assertThat(get("/login?to=%22%3E%3Cscript%3E", "Accept", HTML).body())
        .doesNotContain("<script");
    assertThat(get("/login?to=/%22%3E%3Cscript%3E", "Accept", HTML).body())
        .contains("/&quot;&gt;&lt;script&gt;")
        .doesNotContain("<script");
  }

  @Test
  void aPageOfAnotherSiteCannotLogAnybodyIn() throws Exception {
    HttpResponse<String> response =
        http.send(
            request("/login", "Origin", "http://evil.example")
                .header("Content-Type", "application/x-www-form-urlencoded")
                .POST(BodyPublishers.ofString("token=" + TOKEN))
                .build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(403);
    assertThat(response.headers().firstValue("Set-Cookie")).isEmpty();
  }

  @Test
  void aLinkOnAnotherSiteIsFollowedOnceMoreWithTheTicket() throws Exception {
    HttpResponse<String> response =
        http.send(
            request("/review/", "Accept", HTML).header("Sec-Fetch-Site", "cross-site").build(),
            BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(200);
    assertThat(response.body()).contains("http-equiv=\"refresh\"").doesNotContain("hello");
  }

  @Test
  void programsAreToldAboutTheHeader() throws Exception {
    HttpResponse<String> response = get("/review/", "Accept", "application/json");
    assertThat(response.statusCode()).isEqualTo(401);
    assertThat(response.headers().firstValue("WWW-Authenticate").orElseThrow()).contains("Bearer");
    assertThat(get("/review/", "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(200);
  }

  private HttpResponse<String> get(String path, String header, String value) throws Exception {
    return http.send(request(path, header, value).build(), BodyHandlers.ofString());
  }

  private HttpResponse<String> post(String path, String token, String to) throws Exception {
    String body =
        "token="
            + URLEncoder.encode(token, StandardCharsets.UTF_8)
            + "&to="
            + URLEncoder.encode(to, StandardCharsets.UTF_8);
    return http.send(
        request(path, "Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(body))
            .build(),
        BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String path, String header, String value) {
    return HttpRequest.newBuilder(
            URI.create("http://localhost:" + server.address().getPort() + path))
        .header(header, value);
  }
}
