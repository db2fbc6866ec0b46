package dev.pgtier.mcp;

import java.net.URI;
import java.util.List;

/**
 * Whose access tokens a server takes, as an OAuth 2.1 resource server.
 *
 * @param resource the server's own address as clients know it; a token must name it as its audience
 * @param issuer the authorization server
 * @param jwks where its keys are
 * @param scopes all of which a token must have
 */
public record OAuthOptions(URI resource, String issuer, URI jwks, List<String> scopes) {
  public OAuthOptions {
    scopes = List.copyOf(scopes);
  }
}
