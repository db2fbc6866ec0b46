package dev.pgtier.migrations.validate;

import dev.pgtier.migrations.database.ConnectionParameters.Password;
import dev.pgtier.migrations.database.DatabaseException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * The proxy, and as whom migrations are tried there.
 *
 * @param principal of {@code migrations.validate-as}
 * @param certificate the proxy's own, where it has TLS
 */
public record ProxyAccess(
    String host, int port, String principal, Password password, Optional<Path> certificate) {
  private static final String SECONDS = "20";

  /** A session at {@code database} that sends each text as it is, as one Query message. */
  Connection connect(String database) throws DatabaseException {
    return connect(database, "pgtier validate");
  }

  /** The same under another name in the server's and the audit's lists. */
  public Connection connect(String database, String application) throws DatabaseException {
    Properties properties = new Properties();
    properties.setProperty("PGDBNAME", database);
    properties.setProperty("user", principal);
    properties.setProperty("password", password.reveal());
    properties.setProperty("ApplicationName", application);
    properties.setProperty("preferQueryMode", "simple");
    properties.setProperty("connectTimeout", SECONDS);
    properties.setProperty("loginTimeout", SECONDS);
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("maxResultBuffer", "256M");
    properties.setProperty("sslmode", certificate.isPresent() ? "verify-ca" : "disable");
    certificate.ifPresent(path -> properties.setProperty("sslrootcert", path.toString()));
    String where = (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
    try {
      Connection connection = new Driver().connect("jdbc:postgresql://" + where + "/", properties);
      if (connection == null) {
        throw new DatabaseException("the driver does not take the address " + where);
      }
      return connection;
    } catch (SQLException e) {
      throw new DatabaseException(
          "the proxy at %s does not let %s work on %s".formatted(where, principal, database), e);
    }
  }
}
