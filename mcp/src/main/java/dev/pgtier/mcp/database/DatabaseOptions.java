package dev.pgtier.mcp.database;

import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * How a server's tools log in at the proxy.
 *
 * @param database what the principal's tier calls its upstream's database
 * @param password looked up for each new connection
 * @param certificate whom to trust where the proxy speaks TLS, PEM; empty for none
 * @param connections at most
 */
public record DatabaseOptions(
    String host,
    int port,
    String database,
    String principal,
    Supplier<String> password,
    Optional<Path> certificate,
    String applicationName,
    int connections) {}
