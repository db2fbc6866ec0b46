package dev.pgtier.mcp.call;

import java.util.Optional;

/**
 * Who calls, as far as that is known; none of it decides anything.
 *
 * @param agent the client's name and version, as it says them itself
 * @param token which bearer token let it in, never the token
 * @param request what tells this call from others: session and request id
 */
public record Caller(Optional<String> agent, Optional<String> token, String request) {}
