package dev.pgtier.migrations.database;

import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import java.util.Properties;
import org.postgresql.Driver;

/**
 * Where a database is, and as whom one logs in there.
 *
 * @param host a name or an address
 * @param password absent where the server trusts us
 * @param ca PEM certificates to trust instead of the system's
 */
public record ConnectionParameters(
    String host,
    int port,
    String database,
    String user,
    Optional<Password> password,
    Tls tls,
    Optional<Path> ca) {
  private static final int CONNECT_SECONDS = 20;

  /** As libpq's {@code sslmode}. */
  public enum Tls {
    DISABLE("disable"),
    REQUIRE("require"),
    VERIFY_CA("verify-ca"),
    VERIFY_FULL("verify-full");

    private final String word;

    Tls(String word) {
      this.word = word;
    }

    /** As libpq and the driver spell it. */
    public String word() {
      return word;
    }
  }

  /** A password that is looked up when it is needed. */
  @FunctionalInterface
  public interface Password {
    /**
     * The password itself.
     *
     * @throws DatabaseException if it cannot be had; the message never holds it
     */
    String reveal() throws DatabaseException;
  }

  /** The same server and role. */
  public ConnectionParameters withDatabase(String name) {
    return new ConnectionParameters(host, port, name, user, password, tls, ca);
  }

  /**
   * Logs in.
   *
   * @param application as the server's pg_stat_activity shows it
   */
  public Session connect(String application) throws DatabaseException {
    if (host.startsWith("/")) {
      throw new DatabaseException(
          "migrations reach a server by TCP, and %s is the directory of a Unix-domain socket; give the"
                  .formatted(host)
              + " upstream a host name or an address");
    }
    Properties properties = properties(application);
    try {
      Connection connection = new Driver().connect(url(), properties);
      if (connection == null) {
        throw new DatabaseException("the driver does not take " + url());
      }
      return Session.begin(connection, this);
    } catch (SQLException e) {
      throw new DatabaseException("%s cannot be used as %s".formatted(where(), user), e);
    }
  }

  /** Host, port and database, for messages. */
  public String where() {
    return bracketed() + ":" + port + "/" + database;
  }

  @Override
  public String toString() {
    return user + "@" + where();
  }

  private String url() {
    return "jdbc:postgresql://" + bracketed() + ":" + port + "/";
  }

  private String bracketed() {
    return host.contains(":") ? "[" + host + "]" : host;
  }

  private Properties properties(String application) throws DatabaseException {
    Properties properties = new Properties();
    properties.setProperty("PGDBNAME", database);
    properties.setProperty("user", user);
    if (password.isPresent()) {
      properties.setProperty("password", password.get().reveal());
    }
    properties.setProperty("ApplicationName", application);
    properties.setProperty("connectTimeout", Integer.toString(CONNECT_SECONDS));
    properties.setProperty("loginTimeout", Integer.toString(CONNECT_SECONDS));
    properties.setProperty("tcpKeepAlive", "true");
    properties.setProperty("logServerErrorDetail", "false");
    properties.setProperty("gssEncMode", "disable");
    properties.setProperty("sslmode", tls.word());
    if (ca.isPresent()) {
      properties.setProperty("sslrootcert", ca.get().toString());
    } else if (tls == Tls.VERIFY_CA || tls == Tls.VERIFY_FULL) {
      properties.setProperty("sslfactory", "org.postgresql.ssl.DefaultJavaSSLFactory");
    }
    return properties;
  }
}
