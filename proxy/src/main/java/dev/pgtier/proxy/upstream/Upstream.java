package dev.pgtier.proxy.upstream;

import dev.pgtier.proxy.secret.Secret;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A PostgreSQL server and the credential that only the proxy knows.
 *
 * @param host a name, an address, or the directory of a Unix-domain socket
 * @param password absent where the server trusts us
 * @param ca PEM certificates to trust instead of the system's
 */
public record Upstream(
    String name,
    String host,
    int port,
    String database,
    String user,
    Optional<Secret> password,
    TlsMode tls,
    Optional<Path> ca) {
  /** As libpq's {@code sslmode}, without the modes that fall back to plain text. */
  public enum TlsMode {
    DISABLE,
    REQUIRE,
    VERIFY_CA,
    VERIFY_FULL
  }
}
