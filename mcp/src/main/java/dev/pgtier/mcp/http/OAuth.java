package dev.pgtier.mcp.http;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.jwk.source.JWKSourceBuilder;
import com.nimbusds.jose.proc.BadJOSEException;
import com.nimbusds.jose.proc.DefaultJOSEObjectTypeVerifier;
import com.nimbusds.jose.proc.JWSVerificationKeySelector;
import com.nimbusds.jose.proc.SecurityContext;
import com.nimbusds.jose.util.DefaultResourceRetriever;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.proc.DefaultJWTClaimsVerifier;
import com.nimbusds.jwt.proc.DefaultJWTProcessor;
import dev.pgtier.mcp.OAuthOptions;
import java.net.MalformedURLException;
import java.text.ParseException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Access tokens that an authorization server signed for this server (RFC 9068, RFC 8707). */
final class OAuth {
  /** Below the root, with and without the endpoint's path behind it (RFC 9728). */
  static final String METADATA = "/.well-known/oauth-protected-resource";

  private static final Logger log = LoggerFactory.getLogger(OAuth.class);
  private static final int TIMEOUT_MILLIS = 5_000;
  private static final int MAX_BYTES = 256 << 10;

  /** Public keys only: a shared secret, and {@code none}, are nobody's signature. */
  private static final Set<JWSAlgorithm> ALGORITHMS =
      Set.of(
          JWSAlgorithm.RS256,
          JWSAlgorithm.RS384,
          JWSAlgorithm.RS512,
          JWSAlgorithm.PS256,
          JWSAlgorithm.PS384,
          JWSAlgorithm.PS512,
          JWSAlgorithm.ES256,
          JWSAlgorithm.ES384,
          JWSAlgorithm.ES512);

  private final OAuthOptions options;
  private final DefaultJWTProcessor<SecurityContext> processor = new DefaultJWTProcessor<>();

  OAuth(OAuthOptions options) {
    this.options = options;
    try {
      processor.setJWSKeySelector(
          new JWSVerificationKeySelector<>(
              ALGORITHMS,
              JWKSourceBuilder.create(
                      options.jwks().toURL(),
                      new DefaultResourceRetriever(TIMEOUT_MILLIS, TIMEOUT_MILLIS, MAX_BYTES))
                  .retrying(true)
                  .build()));
    } catch (MalformedURLException e) {
      throw new IllegalArgumentException(e);
    }
    processor.setJWSTypeVerifier(
        new DefaultJOSEObjectTypeVerifier<>(
            JOSEObjectType.JWT, new JOSEObjectType("at+jwt"), null));
    processor.setJWTClaimsSetVerifier(
        new DefaultJWTClaimsVerifier<>(
            options.resource().toString(),
            new JWTClaimsSet.Builder().issuer(options.issuer()).build(),
            Set.of("exp", "sub")));
  }

  OAuthOptions options() {
    return options;
  }

  /** Whom a token stands for, or why it lets nobody in. */
  Access.Verdict check(String token) {
    try {
      JWTClaimsSet claims = processor.process(token, null);
      return scopes(claims).containsAll(options.scopes())
          ? Access.Verdict.welcome(claims.getSubject())
          : Access.Verdict.forbidden();
    } catch (ParseException | BadJOSEException e) {
      log.debug("an access token was refused: {}", e.getMessage());
    } catch (JOSEException e) {
      log.warn("access tokens cannot be checked: {}", e.getMessage());
    }
    return Access.Verdict.unknown();
  }

  /** What a client needs to know to get a token. */
  ObjectNode metadata() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("resource", options.resource().toString());
    json.putArray("authorization_servers").add(options.issuer());
    json.putArray("bearer_methods_supported").add("header");
    var scopes = json.putArray("scopes_supported");
    options.scopes().forEach(scopes::add);
    return json;
  }

  /** The address of {@link #metadata}. */
  String metadataUrl() {
    return options.resource().resolve(METADATA + options.resource().getPath()).toString();
  }

  private static Set<String> scopes(JWTClaimsSet claims) throws ParseException {
    Object scope = claims.getClaim("scope");
    if (scope instanceof String text) {
      return new HashSet<>(Arrays.asList(text.split(" ", -1)));
    }
    List<String> list = claims.getStringListClaim(scope == null ? "scp" : "scope");
    return list == null ? Set.of() : new HashSet<>(list);
  }
}
