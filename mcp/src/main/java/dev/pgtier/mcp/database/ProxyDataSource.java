package dev.pgtier.mcp.database;

import java.nio.file.Path;
import org.postgresql.PGProperty;
import org.postgresql.ds.PGSimpleDataSource;

/** How sessions with the proxy are opened. */
final class ProxyDataSource extends PGSimpleDataSource {
  private static final long serialVersionUID = 1L;
  private static final String LOGIN_SECONDS = "10";

  /**
   * Opens nothing yet.
   *
   * @param where host and port of the proxy
   */
  ProxyDataSource(String where, DatabaseOptions options) {
    setUrl("jdbc:postgresql://" + where + "/");
    setDatabaseName(options.database());
    setApplicationName(options.applicationName());
    // Then the name is in the start-up packet, where DISCARD ALL falls back on it.
    setAssumeMinServerVersion("15");
    // The caller's own text goes as one Query message, unparsed; what has parameters never does.
    setProperty(PGProperty.PREFER_QUERY_MODE, "extendedForPrepared");
    // Each statement begins with a comment of its own, so that none comes twice.
    setPreparedStatementCacheQueries(0);
    setPrepareThreshold(0);
    setBinaryTransfer(false);
    setTcpKeepAlive(true);
    // Whoever listens there and says nothing is not the proxy.
    setProperty(PGProperty.LOGIN_TIMEOUT, LOGIN_SECONDS);
    setProperty(PGProperty.SOCKET_TIMEOUT, LOGIN_SECONDS);
    setMaxResultBuffer("64M");
    setSslMode(options.certificate().isPresent() ? "verify-ca" : "disable");
    options.certificate().map(Path::toString).ifPresent(this::setSslRootCert);
  }

  /** The pool says here how often it wants to be asked, which is not how long a log-in may take. */
  @Override
  public void setLoginTimeout(int seconds) {}
}
