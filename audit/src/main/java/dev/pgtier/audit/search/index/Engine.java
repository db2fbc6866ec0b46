package dev.pgtier.audit.search.index;

import dev.pgtier.audit.search.SearchOptions;
import java.io.Closeable;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.duckdb.DuckDBConnection;

/**
 * An engine in memory that can open the index's directories and nothing else: no other file, no
 * network, no extension, and no setting that would change this.
 */
final class Engine implements Closeable {
  private final DuckDBConnection first;

  private Engine(DuckDBConnection first) {
    this.first = first;
  }

  static Engine open(SearchOptions options, Places places) throws SQLException, IOException {
    DuckDBConnection connection =
        DriverManager.getConnection("jdbc:duckdb:").unwrap(DuckDBConnection.class);
    try (Statement statement = connection.createStatement()) {
      for (String setting : settings(options, places)) {
        statement.execute("SET " + setting);
      }
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
    return new Engine(connection);
  }

  private static List<String> settings(SearchOptions options, Places places) throws IOException {
    List<String> settings = new ArrayList<>();
    settings.add("autoinstall_known_extensions = false");
    settings.add("autoload_known_extensions = false");
    settings.add("allow_community_extensions = false");
    settings.add("allow_persistent_secrets = false");
    settings.add("memory_limit = '%d bytes'".formatted(options.memoryBytes()));
    settings.add("threads = " + options.threads());
    settings.add("TimeZone = 'UTC'");
    settings.add("parquet_metadata_cache = true");
    settings.add("temp_directory = " + Literal.of(places.scratch().resolve("spill")));
    settings.add("allowed_directories = " + Literal.list(places.readable()));
    settings.add("enable_external_access = false");
    settings.add("lock_configuration = true");
    return settings;
  }

  /** Another connection to the same tables, for one thread. */
  Connection connect() throws SQLException {
    return first.duplicate();
  }

  @Override
  public void close() throws IOException {
    try {
      first.close();
    } catch (SQLException e) {
      throw new IOException("the search engine does not close", e);
    }
  }
}
