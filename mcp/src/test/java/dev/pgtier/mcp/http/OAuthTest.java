package dev.pgtier.mcp.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSSigner;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.PlainJWT;
import com.nimbusds.jwt.SignedJWT;
import com.sun.net.httpserver.HttpServer;
import dev.pgtier.mcp.McpServer;
import dev.pgtier.mcp.OAuthOptions;
import dev.pgtier.mcp.TestMcp;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** A server behind an authorization server, whose keys it reads from a real address. */
class OAuthTest {
  private static final String RESOURCE = "https://mcp.example/mcp";
  private static final String ISSUER = "https://login.example";
  private static final String PING = TestMcp.request("ping", TestMcp.tree("{}"));

  private static ECKey key;
  private static HttpServer keys;
  private static volatile boolean stolen;
  private static McpServer mcp;

  @BeforeAll
  static void start() throws Exception {
    key = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    keys = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    keys.createContext(
        "/jwks",
        exchange -> {
          byte[] body = new JWKSet(key.toPublicJWK()).toString().getBytes(StandardCharsets.UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    keys.createContext(
        "/stolen",
        exchange -> {
          stolen = true;
          exchange.sendResponseHeaders(404, -1);
          exchange.close();
        });
    keys.start();
    mcp =
        McpServer.start(
            TestMcp.options(Optional.empty()),
            new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
            List.of(),
            Optional.of(
                new OAuthOptions(
                    URI.create(RESOURCE),
                    ISSUER,
                    URI.create("http://127.0.0.1:" + keys.getAddress().getPort() + "/jwks"),
                    List.of("orders:read"))));
  }

  @AfterAll
  static void stop() {
    mcp.close();
    keys.stop(0);
  }

  @Test
  void tokenForThisServerLetsIn() throws Exception {
    assertThat(post(signed(claims().build())).statusCode()).isEqualTo(200);
    assertThat(
            post(signed(claims().claim("scope", null).claim("scp", List.of("orders:read")).build()))
                .statusCode())
        .isEqualTo(200);
  }

  @Test
  void anyOtherTokenDoesNot() throws Exception {
    Date past = Date.from(Instant.now().minusSeconds(3_600));
    for (JWTClaimsSet wrong :
        List.of(
            claims().audience("https://other.example/mcp").build(),
            claims().audience((String) null).build(),
            claims().issuer("https://evil.example").build(),
            claims().expirationTime(past).build(),
            claims().expirationTime(null).build(),
            claims().subject(null).build(),
            claims().notBeforeTime(Date.from(Instant.now().plusSeconds(3_600))).build())) {
      assertThat(post(signed(wrong)).statusCode()).as(wrong.toString()).isEqualTo(401);
    }
    ECKey other = new ECKeyGenerator(Curve.P_256).keyID("k1").generate();
    assertThat(
            post(sign(claims().build(), JWSAlgorithm.ES256, new ECDSASigner(other))).statusCode())
        .isEqualTo(401);
    byte[] publicKey = key.toECPublicKey().getEncoded();
    assertThat(
            post(sign(claims().build(), JWSAlgorithm.HS256, new MACSigner(publicKey))).statusCode())
        .isEqualTo(401);
    assertThat(post(new PlainJWT(claims().build()).serialize()).statusCode()).isEqualTo(401);
    assertThat(post("nonsense").statusCode()).isEqualTo(401);
  }

  /** A header may name a key, but neither bring one nor say where one is. */
  @Test
  void keyThatATokenBringsOrNamesIsNotTaken() throws Exception {
    ECKey own = new ECKeyGenerator(Curve.P_256).keyID("own").generate();
    URI elsewhere = URI.create("http://127.0.0.1:" + keys.getAddress().getPort() + "/stolen");
    for (JWSHeader.Builder header :
        List.of(
            header().jwk(own.toPublicJWK()).keyID("own"),
            header().jwk(own.toPublicJWK()),
            header().jwkURL(elsewhere).keyID("own"),
            header().x509CertURL(elsewhere).keyID("own"),
            header().keyID("../../../../dev/null"),
            header().keyID("k1' OR '1'='1"),
            header().keyID("k1\0"),
            header().criticalParams(Set.of("exp")),
            header().type(new JOSEObjectType("dpop+jwt")))) {
      SignedJWT token = new SignedJWT(header.build(), claims().build());
      token.sign(new ECDSASigner(own));
      assertThat(post(token.serialize()).statusCode()).as(header.build().toString()).isEqualTo(401);
    }
    assertThat(stolen).as("what a header names is not fetched").isFalse();
    SignedJWT odd = new SignedJWT(header().criticalParams(Set.of("odd")).build(), claims().build());
    odd.sign(new ECDSASigner(key));
    assertThat(post(odd.serialize()).statusCode()).as("unknown critical header").isEqualTo(401);
  }

  /** Each part of a good one changed or left out, and signatures that some libraries have taken. */
  @Test
  void tokenThatWasChangedDoesNotLetIn() throws Exception {
    String[] good = signed(claims().build()).split("\\.", -1);
    String zeros = Base64.getUrlEncoder().withoutPadding().encodeToString(new byte[64]);
    String more =
        Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                claims().subject("admin").build().toString().getBytes(StandardCharsets.UTF_8));
    for (String token :
        List.of(
            good[0] + "." + good[1] + ".",
            good[0] + "." + good[1],
            good[0] + "." + good[1] + "." + zeros,
            good[0] + "." + more + "." + good[2],
            "e30." + good[1] + "." + good[2],
            "." + good[1] + "." + good[2],
            "..",
            "a.b.c",
            good[0] + "." + good[1] + "." + good[2] + ".x.y",
            "x".repeat(7_000))) {
      assertThat(post(token).statusCode()).as(token).isEqualTo(401);
    }
  }

  private static JWSHeader.Builder header() {
    return new JWSHeader.Builder(JWSAlgorithm.ES256).type(new JOSEObjectType("at+jwt")).keyID("k1");
  }

  @Test
  void tokenWithoutTheScopeIsForbiddenAndSaysWhichItNeeds() throws Exception {
    HttpResponse<String> answer =
        post(signed(claims().claim("scope", "orders:write other").build()));
    assertThat(answer.statusCode()).isEqualTo(403);
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains("insufficient_scope", "scope=\"orders:read\"");
  }

  @Test
  void whoHasNoTokenIsToldWhereToGetOne() throws Exception {
    HttpResponse<String> answer = post("");
    assertThat(answer.headers().firstValue("WWW-Authenticate").orElse(""))
        .contains(
            "resource_metadata=\"https://mcp.example/.well-known/oauth-protected-resource/mcp\"");
    for (String path :
        List.of(
            "/.well-known/oauth-protected-resource", "/.well-known/oauth-protected-resource/mcp")) {
      HttpResponse<String> found =
          HttpClient.newHttpClient()
              .send(
                  HttpRequest.newBuilder(uri(path)).build(), HttpResponse.BodyHandlers.ofString());
      JsonNode metadata = TestMcp.tree(found.body());
      assertThat(metadata.path("resource").asText()).isEqualTo(RESOURCE);
      assertThat(metadata.at("/authorization_servers/0").asText()).isEqualTo(ISSUER);
    }
  }

  /** Behind a proxy that speaks TLS, clients' own name for the server comes through. */
  @Test
  void nameOfTheResourceIsAsGoodAsLocalhost() throws Exception {
    String headers =
        "Host: mcp.example\r\nAuthorization: Bearer " + signed(claims().build()) + "\r\n";
    int port = mcp.address().getPort();
    assertThat(RawHttp.exchange(port, headers, PING)).startsWith("HTTP/1.1 200");
    assertThat(RawHttp.exchange(port, headers.replace("mcp.example", "evil.example"), PING))
        .startsWith("HTTP/1.1 403");
  }

  private static JWTClaimsSet.Builder claims() {
    return new JWTClaimsSet.Builder()
        .issuer(ISSUER)
        .audience(RESOURCE)
        .subject("agent-7")
        .claim("scope", "openid orders:read")
        .expirationTime(Date.from(Instant.now().plusSeconds(600)));
  }

  private static String signed(JWTClaimsSet claims) throws Exception {
    return sign(claims, JWSAlgorithm.ES256, new ECDSASigner(key));
  }

  private static String sign(JWTClaimsSet claims, JWSAlgorithm algorithm, JWSSigner signer)
      throws Exception {
    SignedJWT token =
        new SignedJWT(
            new JWSHeader.Builder(algorithm).type(new JOSEObjectType("at+jwt")).keyID("k1").build(),
            claims);
    token.sign(signer);
    return token.serialize();
  }

  private static HttpResponse<String> post(String token) throws Exception {
    return HttpClient.newHttpClient()
        .send(
            HttpRequest.newBuilder(uri("/mcp"))
                .header("Authorization", "Bearer " + token)
                .POST(HttpRequest.BodyPublishers.ofString(PING))
                .build(),
            HttpResponse.BodyHandlers.ofString());
  }

  private static URI uri(String path) {
    return URI.create("http://127.0.0.1:" + mcp.address().getPort() + path);
  }
}
