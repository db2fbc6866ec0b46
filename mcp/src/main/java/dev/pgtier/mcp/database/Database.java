package dev.pgtier.mcp.database;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/** Connections to the proxy: none until the first call, and few while nobody calls. */
public final class Database implements AutoCloseable {
  private static final long WAIT_NANOS = TimeUnit.SECONDS.toNanos(10);
  private static final long ASK_AGAIN_MILLIS = 500;
  private static final long IDLE_MILLIS = TimeUnit.MINUTES.toMillis(1);
  private static final long LIFE_MILLIS = TimeUnit.MINUTES.toMillis(30);

  /** Closed before the first call, it never makes a pool; so this may stand here unused. */
  private final HikariDataSource pool;

  private final String where;

  /** Held by the one who makes the pool, which takes as long as a log-in. */
  private final Lock making = new ReentrantLock();

  private SQLException unmade;
  private long unmadeNanos;

  public Database(DatabaseOptions options) {
    this.where = bracketed(options.host()) + ":" + options.port();
    HikariDataSource source = new HikariDataSource();
    source.setPoolName(options.applicationName());
    source.setDataSource(new ProxyDataSource(where, options));
    source.setCredentialsProvider(
        () -> Credentials.of(options.principal(), options.password().get()));
    source.setMaximumPoolSize(options.connections());
    source.setMinimumIdle(0);
    source.setConnectionTimeout(ASK_AGAIN_MILLIS);
    source.setIdleTimeout(IDLE_MILLIS);
    source.setMaxLifetime(LIFE_MILLIS);
    // While there was never a connection, a proxy that is not there is an error at once.
    source.setInitializationFailTimeout(1);
    source.setAutoCommit(true);
    this.pool = source;
  }

  /** What is done with a connection that is in autocommit. */
  @FunctionalInterface
  public interface Work<T> {
    T run(Connection connection) throws SQLException;
  }

  /** Runs {@code work} on a connection; waits for one for ten seconds at most. */
  public <T> T use(Work<T> work) throws SQLException {
    try (Connection connection = connect()) {
      // From here on the proxy is there, and a statement may take as long as its tier lets it.
      connection.setNetworkTimeout(Runnable::run, 0);
      return work.run(connection);
    }
  }

  private Connection connect() throws SQLException {
    try {
      return borrow();
    } catch (SQLException e) {
      boolean busy = e instanceof SQLTransientConnectionException && e.getCause() == null;
      throw busy ? e : new NoConnectionException(where, e);
    }
  }

  /**
   * Asks the pool more than once. It counts who waits and what it is asked to open in two steps, so
   * that of callers who come at the same moment one can be forgotten until somebody asks again.
   */
  private Connection borrow() throws SQLException {
    long start = System.nanoTime();
    while (true) {
      try {
        if (!pool.isRunning()) {
          make(start);
        }
        return pool.getConnection();
      } catch (SQLTransientConnectionException e) {
        if (System.nanoTime() - start >= WAIT_NANOS) {
          throw e;
        }
      }
    }
  }

  /**
   * Opens the first connection, if nobody has yet. Whoever came while another tried in vain is told
   * what that one was told, and does not try on its own.
   */
  private void make(long cameNanos) throws SQLException {
    making.lock();
    try {
      if (pool.isRunning()) {
        return;
      }
      if (unmade != null && unmadeNanos - cameNanos > 0) {
        throw unmade;
      }
      pool.getConnection().close();
    } catch (SQLException e) {
      unmade = e;
      unmadeNanos = System.nanoTime();
      throw e;
    } finally {
      making.unlock();
    }
  }

  /** Takes a connection out of use: nobody knows what state it is in. */
  void discard(Connection connection) {
    pool.evictConnection(connection);
  }

  @Override
  public void close() {
    pool.close();
  }

  private static String bracketed(String host) {
    return host.contains(":") ? "[" + host + "]" : host;
  }
}
