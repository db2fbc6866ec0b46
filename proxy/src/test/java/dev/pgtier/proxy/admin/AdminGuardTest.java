package dev.pgtier.proxy.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgtier.proxy.secret.Secret;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Whom and what the admin port refuses, whatever stands behind it. */
class AdminGuardTest {
  private static final String TOKEN = "opensesame";
  private static final AtomicInteger reloads = new AtomicInteger();
  private static final AdminSources NOTHING =
      new AdminSources(Map::of, () -> "", () -> "", List::of, AdminGuardTest::reload);

  private static AdminServer server;
  private final HttpClient http = HttpClient.newHttpClient();

  @BeforeAll
  static void start() throws IOException {
    server =
        AdminServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.of(Secret.of(TOKEN)),
            NOTHING,
            Map.of());
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  private static List<String> reload() {
    reloads.incrementAndGet();
    return List.of();
  }

  @Test
  void aNameThatOnlyPointsHereIsRefused() throws Exception {
    assertThat(
            raw(
                ("GET /sessions HTTP/1.1\r\nHost: rebound.example\r\nAuthorization: Bearer "
                        + TOKEN)
                    + "\r\n"))
        .startsWith("HTTP/1.1 403");
  }

  /** What is answered to these lines, with no HTTP client in between that knows better. */
  private static String raw(String head) throws IOException {
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), adminPort())) {
      OutputStream out = socket.getOutputStream();
      out.write((head + "Connection: close\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
      return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private static int adminPort() {
    return server.address().getPort();
  }

  @Test
  void onlyGetHeadAndPostAreTaken() throws Exception {
    for (String method : List.of("OPTIONS", "DELETE", "PUT", "PATCH")) {
      HttpResponse<String> response =
          send(request("/sessions", TOKEN).method(method, BodyPublishers.noBody()).build());
      assertThat(response.statusCode()).as(method).isEqualTo(405);
      assertThat(response.headers().firstValue("Allow")).hasValue("GET, HEAD, POST");
    }
    assertThat(raw("TRACE /health HTTP/1.1\r\nHost: localhost\r\nX-Mark: hush\r\n"))
        .startsWith("HTTP/1.1 405")
        .doesNotContain("hush");
    assertThat(send(request("/sessions", TOKEN).POST(BodyPublishers.noBody()).build()).statusCode())
        .isEqualTo(405);
    HttpResponse<String> head =
        send(request("/health", "").method("HEAD", BodyPublishers.noBody()).build());
    assertThat(head.statusCode()).isEqualTo(200);
  }

  @Test
  void aPageOfAnotherSiteCannotMakeABrowserReload() throws Exception {
    int before = reloads.get();
    for (String header :
        List.of(
            "Origin: http://evil.example",
            "Origin: null",
            "Origin: http://localhost:1",
            "Sec-Fetch-Site: cross-site",
            "Sec-Fetch-Site: same-site")) {
      assertThat(post(header)).as(header).startsWith("HTTP/1.1 403");
    }
    assertThat(reloads).hasValue(before);
    assertThat(post("Origin: http://localhost:" + adminPort())).startsWith("HTTP/1.1 200");
    assertThat(post("Sec-Fetch-Site: same-origin")).startsWith("HTTP/1.1 200");
    assertThat(reloads).hasValue(before + 2);
  }

  private String post(String header) throws IOException {
    return raw(
        ("POST /reload HTTP/1.1\r\nHost: localhost:" + adminPort() + "\r\nContent-Length: 0\r\n")
            + ("Authorization: bearer " + TOKEN + "\r\n" + header + "\r\n"));
  }

  @Test
  void whatIsTooLargeIsRefused() throws Exception {
    assertThat(
            send(request("/reload", TOKEN)
                    .POST(BodyPublishers.ofString("x".repeat(70_000)))
                    .build())
                .statusCode())
        .isEqualTo(413);
    HttpResponse<String> response =
        send(request("/health", "").header("X-Long", "x".repeat(9_000)).GET().build());
    assertThat(response.statusCode()).isEqualTo(431);
    assertThat(response.body()).doesNotContainIgnoringCase("jetty");
  }

  @Test
  void aPortThatIsTakenIsNamed() {
    InetSocketAddress taken = new InetSocketAddress(InetAddress.getLoopbackAddress(), adminPort());
    assertThatThrownBy(() -> AdminServer.start(taken, Optional.empty(), NOTHING, Map.of()).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("the admin port localhost:" + adminPort())
        .hasMessageContaining("in use");
  }

  @Test
  void aHostThatDoesNotExistIsNamed() {
    InetSocketAddress nowhere = InetSocketAddress.createUnresolved("nowhere.invalid", 0);
    assertThatThrownBy(
            () ->
                AdminServer.start(nowhere, Optional.of(Secret.of("t")), NOTHING, Map.of()).close())
        .isInstanceOf(IOException.class)
        .hasMessageContaining("nowhere.invalid");
  }

  @Test
  void anotherRoomsPageStandsBehindTheSameGuard() throws Exception {
    HttpServlet page =
        new HttpServlet() {
          private static final long serialVersionUID = 1L;

          @Override
          protected void doGet(HttpServletRequest request, HttpServletResponse response)
              throws IOException {
            if (request.getPathInfo().equals("/broken")) {
              throw new IllegalStateException("inner secret");
            }
            response.getWriter().write("page " + request.getPathInfo());
          }
        };
    try (AdminServer other =
        AdminServer.start(
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            Optional.of(Secret.of(TOKEN)),
            NOTHING,
            Map.of("/review/*", page))) {
      URI uri = URI.create("http://127.0.0.1:" + other.address().getPort() + "/review/");
      HttpRequest.Builder bearer =
          HttpRequest.newBuilder().header("Authorization", "Bearer " + TOKEN);
      assertThat(send(HttpRequest.newBuilder(uri).build()).statusCode()).isEqualTo(401);
      assertThat(send(bearer.uri(uri.resolve("7")).build()).body()).isEqualTo("page /7");
      HttpResponse<String> broken = send(bearer.uri(uri.resolve("broken")).build());
      assertThat(broken.statusCode()).isEqualTo(500);
      assertThat(broken.body()).isEqualTo("500 Server Error\n");
    }
  }

  @Test
  void offLoopbackATokenIsMandatory() {
    assertThatThrownBy(
            () ->
                AdminServer.start(
                    new InetSocketAddress("0.0.0.0", 0), Optional.empty(), NOTHING, Map.of()))
        .isInstanceOf(IOException.class)
        .hasMessageContaining("set admin.token");
  }

  private HttpResponse<String> send(HttpRequest request) throws Exception {
    return http.send(request, BodyHandlers.ofString());
  }

  private static HttpRequest.Builder request(String path, String token) {
    HttpRequest.Builder builder =
        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + adminPort() + path));
    return token.isEmpty() ? builder : builder.header("Authorization", "Bearer " + token);
  }
}
